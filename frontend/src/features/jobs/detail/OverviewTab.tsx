/** The first tab of a job: how it ended or what it does, its loss, its phases and what happened. */
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '@/api/jobs';
import { formatDuration } from '@/components/format';
import { Panel } from '@/components/Panel';
import { LossChart } from '../charts/LossChart';
import { usePhase } from '@/components/usePhase';
import styles from './detail.module.css';
import { LearnedData } from './LearnedData';
import { OutcomeCard } from './OutcomeCard';
import { Timeline } from './Timeline';

function Phases({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  const phaseName = usePhase();
  const current = job.phases.filter((phase) => phase.attempt === job.attempt);
  if (!current.length) return <p className="muted">{phaseName(job.phase)}</p>;
  return (
    <ul className={styles.phases}>
      {current.map((phase) => (
        <li
          key={`${phase.phase}${phase.started_at}`}
          className={`${styles.phase} ${phase.seconds === null ? styles.phaseLive : ''}`}
        >
          <span>{phaseName(phase.phase)}</span>
          <span className="muted">
            {phase.seconds === null ? t('jobs.detail.live') : formatDuration(phase.seconds, t)}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function OverviewTab({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  return (
    <div className={styles.columns}>
      <div className={styles.stack}>
        <OutcomeCard job={job} />
        <LossChart job={job} />
        {job.objective === 'chat' && job.plan && <LearnedData plan={job.plan} />}
      </div>
      <div className={styles.stack}>
        <Panel title={t('jobs.detail.phases')}>
          <Phases job={job} />
        </Panel>
        <Panel title={t('jobs.detail.timeline')}>
          <Timeline job={job} />
        </Panel>
      </div>
    </div>
  );
}
