/** Where a question is written: Enter sends, Shift+Enter breaks the line, Stop ends the answer. */
import { ArrowUpOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { useState, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './chat.module.css';
import { isSend } from './keys';

interface Props {
  input: RefObject<TextAreaRef | null>;
  busy: boolean;
  onSend: (question: string) => void;
  onStop: () => void;
  /** Beside the button: parameters, clear and the like. */
  children: ReactNode;
}

export function Composer({ input, busy, onSend, onStop, children }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const send = () => {
    if (busy || !text.trim()) return;
    onSend(text.trim());
    setText('');
    input.current?.focus();
  };
  return (
    <div className={styles.composer}>
      <Input.TextArea
        ref={input}
        value={text}
        autoFocus={window.matchMedia('(pointer: fine)').matches} // a phone would cover half the page with its keyboard
        variant="borderless"
        autoSize={{ minRows: 2, maxRows: 8 }}
        aria-label={t('playground.chat.composer')}
        placeholder={t('playground.chat.placeholder')}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (!isSend(event)) return;
          event.preventDefault();
          send();
        }}
      />
      <div className={styles.composerFoot}>
        {children}
        <span className={`muted ${styles.keys}`}>{t('playground.chat.keys')}</span>
        {busy ? (
          <Button
            key="stop"
            icon={<span className={styles.stopSign} aria-hidden />}
            onClick={() => {
              onStop();
              input.current?.focus();
            }}
          >
            {t('playground.chat.stop')}
          </Button>
        ) : (
          <Button key="send" type="primary" icon={<ArrowUpOutlined />} disabled={!text.trim()} onClick={send}>
            {t('playground.chat.send')}
          </Button>
        )}
      </div>
    </div>
  );
}
