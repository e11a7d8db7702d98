/** A search field that waits for a pause in typing before it says what is sought. */
import { SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { useEffect, useEffectEvent, useState, type CSSProperties } from 'react';
import styles from './SearchBox.module.css';

const PAUSE_MILLISECONDS = 300;

interface Props {
  value: string;
  onSearch: (text: string) => void;
  placeholder: string;
  width?: number;
}

export function SearchBox({ value, onSearch, placeholder, width = 280 }: Props) {
  const [text, setText] = useState(value);
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    setText(value);
  }
  const search = useEffectEvent((sought: string) => {
    if (sought !== value) onSearch(sought);
  });
  useEffect(() => {
    const timer = window.setTimeout(() => search(text.trim()), PAUSE_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [text]);
  return (
    <Input
      allowClear
      prefix={<SearchOutlined className="muted" />}
      value={text}
      data-filter
      aria-label={placeholder}
      placeholder={placeholder}
      onChange={(event) => setText(event.target.value)}
      onPressEnter={() => onSearch(text.trim())}
      className={styles.box}
      style={{ '--search-width': `${width}px` } as CSSProperties}
    />
  );
}
