/** How far a job is: bar and steps, with the phase while there are no steps yet. */
import { Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Job } from '@/api/jobs';
import { formatCount } from './format';
import styles from './JobProgress.module.css';
import { isLive } from './StateTag';
import { usePhase } from './usePhase';

export function shareOf(job: Pick<Job, 'step' | 'total_steps' | 'state'>): number {
  if (job.state === 'COMPLETED') return 1;
  return job.total_steps ? Math.min(1, job.step / job.total_steps) : 0;
}

export function JobProgress({ job, large = false }: { job: Job; large?: boolean }) {
  const { t } = useTranslation();
  const phaseName = usePhase();
  const percent = Math.floor(shareOf(job) * 100);
  const live = isLive(job.state);
  const steps = job.total_steps
    ? t('jobs.detail.stepOf', { step: formatCount(job.step), total: formatCount(job.total_steps) })
    : '';
  return (
    <div className={large ? styles.progressLarge : styles.progress}>
      <Progress
        percent={percent}
        showInfo={large}
        size={large ? undefined : 'small'}
        status={live && job.state !== 'PENDING' ? 'active' : job.state === 'FAILED' ? 'exception' : 'normal'}
        aria-label={t('components.progressOf', { name: job.name })}
      />
      <span className={styles.progressText}>
        <span>{steps || (live ? phaseName(job.phase) : '')}</span>
        {live && steps && <span className="muted">{phaseName(job.phase)}</span>}
      </span>
    </div>
  );
}
