/** One word about a thing: its kind, its source. */
import styles from './Badge.module.css';

export type Tone = 'neutral' | 'info' | 'good';

export function Badge({ text, tone = 'neutral' }: { text: string; tone?: Tone }) {
  return <span className={`${styles.badge} ${styles[tone] ?? ''}`}>{text}</span>;
}
