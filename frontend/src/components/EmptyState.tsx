/** What a view shows when there is nothing to show: a picture, one sentence, what to do. */
import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

interface Props {
  icon: ReactNode;
  title: string;
  text?: ReactNode;
  actions?: ReactNode;
  compact?: boolean;
}

export function EmptyState({ icon, title, text, actions, compact = false }: Props) {
  return (
    <div className={`${styles.empty} ${compact ? styles.compact : ''}`}>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <p className={styles.title}>{title}</p>
      {text && <p className={styles.text}>{text}</p>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
