/** What happened to a job, newest first. */
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '@/api/jobs';
import { formatPercent } from '@/components/format';
import { Time } from '@/components/Time';
import { usePhaseName } from '../JobProgress';
import styles from './detail.module.css';

type Entry = JobDetail['timeline'][number];
type Known =
  | 'submitted'
  | 'started'
  | 'resumed'
  | 'phase'
  | 'checkpoint'
  | 'evaluation'
  | 'stop_asked'
  | 'died'
  | 'requeued'
  | 'finished'
  | 'failed'
  | 'stopped'
  | 'completed'
  | 'verified';

const BAD = ['died', 'failed'];
const GOOD = ['completed', 'verified'];

function useWords(): (entry: Entry) => string {
  const { t, i18n } = useTranslation();
  const phaseName = usePhaseName();
  return ({ type, attempt, params }) => {
    if (!i18n.exists(`jobs.timeline.${type}`)) return type;
    return t(`jobs.timeline.${type as Known}`, {
      attempt,
      step: String(params.step ?? ''),
      phase: phaseName(String(params.phase ?? '')),
      accuracy: typeof params.accuracy === 'number' ? formatPercent(params.accuracy) : '',
    });
  };
}

export function Timeline({ job }: { job: JobDetail }) {
  const words = useWords();
  const entries = job.timeline.filter((entry) => entry.type !== 'phase').reverse();
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
