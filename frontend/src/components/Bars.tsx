/** Horizontal bars with label, share and count: label distributions and the like. */
import { formatCount, formatPercent } from './format';
import styles from './Bars.module.css';

export interface Bar {
  label: string;
  value: number;
}

export function Bars({ bars, label }: { bars: readonly Bar[]; label: string }) {
  const total = bars.reduce((sum, bar) => sum + bar.value, 0);
  const largest = Math.max(1, ...bars.map((bar) => bar.value));
  return (
    <ul className={styles.bars} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.label} className={styles.row}>
          <span className={styles.label} title={bar.label}>
            {bar.label}
          </span>
          <span className={styles.track} aria-hidden>
            <span className={styles.fill} style={{ width: `${(bar.value / largest) * 100}%` }} />
          </span>
          <span className={styles.value}>
            {formatCount(bar.value)} <span className="muted">{formatPercent(total ? bar.value / total : 0)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
