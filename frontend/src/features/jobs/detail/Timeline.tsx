/** What happened to a job, newest first. */
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '@/api/jobs';
import { formatPercent } from '@/components/format';
import { Time } from '@/components/Time';
import { formatLoss } from '../numbers';
import styles from './detail.module.css';

type Entry = JobDetail['timeline'][number];
type Known =
  | 'submitted'
  | 'started'
  | 'resumed'
  | 'checkpoint'
  | 'best'
  | 'bestLoss'
  | 'stop_asked'
  | 'interrupted'
  | 'died'
  | 'finished'
  | 'failed'
  | 'stopped'
  | 'completed';

const BAD = ['died', 'failed'];
const GOOD = ['completed', 'best'];

/** The trainer's last word and the platform's are one event to a reader. */
function withoutEchoes(entries: readonly Entry[]): Entry[] {
  return entries.filter((entry, index) => entries[index + 1]?.type !== entry.type || entry.type === 'checkpoint');
}

/** One kind of event has two wordings: an attempt that goes on from a step, a best without an accuracy. */
function typeOf(said: string, params: Entry['params']): string {
  if (said === 'started' && params.step != null) return 'resumed';
  if (said === 'best' && typeof params.accuracy !== 'number') return 'bestLoss';
  return said;
}

function useWords(): (entry: Entry) => string {
  const { t, i18n } = useTranslation();
  return ({ type: said, attempt, params }) => {
    const type = typeOf(said, params);
    if (!i18n.exists(`jobs.timeline.${type}`)) return type;
    return t(`jobs.timeline.${type as Known}`, {
      attempt,
      step: String(params.step ?? ''),
      accuracy: typeof params.accuracy === 'number' ? formatPercent(params.accuracy) : '',
      loss: formatLoss(params.loss as number | string | null | undefined),
    });
  };
}

export function Timeline({ job }: { job: JobDetail }) {
  const words = useWords();
  const entries = withoutEchoes(job.timeline).reverse();
  return (
    <ol className={styles.timeline} tabIndex={0}>
      {entries.map((entry, index) => (
        <li
          key={`${entry.at}${entry.type}${index}`}
          className={BAD.includes(entry.type) ? styles.bad : GOOD.includes(entry.type) ? styles.good : ''}
        >
          <span>{words(entry)}</span>
          <span className="muted">
            <Time value={entry.at} />
          </span>
        </li>
      ))}
    </ol>
  );
}
