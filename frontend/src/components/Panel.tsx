/** A white card with a heading: the one container of all pages. */
import type { ReactNode } from 'react';
import styles from './Panel.module.css';

interface Props {
  title?: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
  /** No padding, for tables and lists that reach the edge. */
  flush?: boolean;
  className?: string;
}

export function Panel({ title, extra, children, flush = false, className = '' }: Props) {
  return (
    <section className={`${styles.panel} ${className}`}>
      {(title || extra) && (
        <div className={styles.head}>
          {title && <h2>{title}</h2>}
          {extra && <div className={styles.extra}>{extra}</div>}
        </div>
      )}
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}
