/** The tabs of a page: arrow keys, scrolls sideways on phones, only the open panel exists. Knows no page. */
import { Suspense, useEffect, useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { Skeleton } from 'antd';
import styles from './PageTabs.module.css';

export interface PageTab<Key extends string> {
  key: Key;
  label: string;
  content: ReactNode;
}

interface Props<Key extends string> {
  tabs: readonly PageTab<Key>[];
  active: string;
  onChange: (key: Key) => void;
  label: string;
}

const STEP: Partial<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

/** An unknown `active` opens the first tab. */
export function PageTabs<Key extends string>({ tabs, active, onChange, label }: Props<Key>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const open = Math.max(
    0,
    tabs.findIndex(({ key }) => key === active),
  );
  useEffect(() => {
    const [bar, tab] = [list.current, list.current?.children[open]];
    // on phones the bar scrolls sideways: what is open stands in it
    if (bar && tab instanceof HTMLElement) bar.scrollLeft = tab.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;
  }, [open]);
  const move = (event: KeyboardEvent) => {
    const step = STEP[event.key];
    const next = step && tabs[(open + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onChange(next.key);
    list.current?.querySelector<HTMLElement>(`[data-key="${next.key}"]`)?.focus();
  };
  return (
    <div className={styles.tabs}>
      <div ref={list} role="tablist" aria-label={label} className={styles.list} onKeyDown={move}>
        {tabs.map((tab, index) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${id}-${tab.key}`}
            data-key={tab.key}
            aria-selected={index === open}
            aria-controls={index === open ? `${id}-panel` : undefined}
            tabIndex={index === open ? 0 : -1}
            className={styles.tab}
            onClick={() => onChange(tab.key)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div key={tabs[open]?.key} role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tabs[open]?.key ?? ''}`}>
        <Suspense fallback={<Skeleton active paragraph={{ rows: 5 }} />}>{tabs[open]?.content}</Suspense>
      </div>
    </div>
  );
}
