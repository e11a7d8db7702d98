/** The scrolling log: any number of lines, a screenful in the page; follows its end until the reader scrolls up. */
import { ArrowDownOutlined } from '@ant-design/icons';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Button } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './logs.module.css';

const ROW_PIXELS = 20;
const OVERSCAN_ROWS = 20;
/** This near to the end counts as being there. */
const NEAR_END_PIXELS = 40;

interface Props {
  count: number;
  wrap: boolean;
  follow: boolean;
  /** 0-based; scrolled to when it changes. */
  target: number | null;
  children: (index: number) => ReactNode;
  onFollow: (follow: boolean) => void;
  onRange: (start: number, end: number) => void;
}

export function LogView({ count, wrap, follow, target, children, onFollow, onRange }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(count);
  // eslint-disable-next-line react-hooks/incompatible-library -- not memoised by the compiler, and need not be
  const rows = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PIXELS,
    overscan: OVERSCAN_ROWS,
    useFlushSync: false,
  });
  const items = rows.getVirtualItems();
  const [start, end] = [items[0]?.index ?? 0, (items.at(-1)?.index ?? 0) + 1];
  useEffect(() => onRange(start, end), [start, end, onRange]);
  useEffect(() => {
    if (follow && count > 0) rows.scrollToIndex(count - 1, { align: 'end' });
  }, [follow, count, rows]);
  useEffect(() => {
    if (target !== null) rows.scrollToIndex(target, { align: 'center' });
  }, [target, rows]);
  if (follow && seen !== count) setSeen(count);

  const scrolled = (upwards: boolean) => {
    const element = box.current;
    if (!element) return;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PIXELS;
    if (upwards && follow) onFollow(false);
    else if (!upwards && !follow && atEnd) onFollow(true);
  };
  const fresh = count - seen;
  return (
    <div className={styles.frame}>
      <div
        ref={box}
        className={`${styles.view} ${wrap ? styles.wrap : ''}`}
        role="log"
        aria-live="off"
        aria-label={t('jobs.logs.label')}
        tabIndex={0}
        onWheel={(event) => scrolled(event.deltaY < 0)}
        onKeyDown={(event) => {
          if (['ArrowUp', 'PageUp', 'Home'].includes(event.key)) onFollow(false);
          if (event.key === 'End') onFollow(true);
        }}
        onTouchMove={() => onFollow(false)}
      >
        <div className={styles.inner} style={{ height: rows.getTotalSize() }}>
          {items.map((item) => (
            <div
              key={item.key}
              ref={rows.measureElement}
              data-index={item.index}
              className={styles.item}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {children(item.index)}
            </div>
          ))}
        </div>
      </div>
      {!follow && fresh > 0 && (
        <Button
          className={styles.pill}
          type="primary"
          shape="round"
          icon={<ArrowDownOutlined />}
          onClick={() => onFollow(true)}
        >
          {t('jobs.logs.newLines', { count: fresh })}
        </Button>
      )}
    </div>
  );
}
