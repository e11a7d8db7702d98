/** One line of the log: number, time, level, text with the sought words marked. */
import dayjs from 'dayjs';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './logs.module.css';
import type { LogLine } from './useLog';

interface Props {
  line: LogLine | undefined;
  sought: string;
  marked: boolean;
  onNumber: (number: number) => void;
}

function withMarks(text: string, sought: string): ReactNode {
  if (!sought) return text;
  const parts: ReactNode[] = [];
  const lower = text.toLowerCase();
  const wanted = sought.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + wanted.length)}</mark>);
    from = at + wanted.length;
  }
  parts.push(text.slice(from));
  return parts;
}

export function LogRow({ line, sought, marked, onNumber }: Props) {
  const { t } = useTranslation();
  if (!line) return <div className={styles.row}>&nbsp;</div>;
  return (
    <div className={`${styles.row} ${styles[line.level] ?? ''} ${marked ? styles.marked : ''}`}>
      <button
        type="button"
        className={styles.number}
        aria-label={t('jobs.logs.line', { number: line.number })}
        onClick={() => onNumber(line.number)}
      >
        {line.number}
      </button>
      <time className={styles.time} dateTime={line.at}>
        {dayjs(line.at).format('HH:mm:ss')}
      </time>
      <span className={styles.level}>{line.level}</span>
      <span className={styles.text}>{withMarks(line.text, sought)}</span>
    </div>
  );
}
