/** The strip under a job's title: bar, time, speed, loss and score at a glance. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '@/api/jobs';
import { formatPercent } from '@/components/format';
import { isLive } from '@/components/StateTag';
import { Duration } from '@/components/Time';
import { JobProgress } from '@/components/JobProgress';
import { formatLoss, formatPerplexity } from '../numbers';
import styles from './detail.module.css';

function Figure({ label, children, hint }: { label: string; children: ReactNode; hint?: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
      {hint && <dd className={styles.hint}>{hint}</dd>}
    </div>
  );
}

function Best({ best }: { best: NonNullable<JobDetail['best']> }) {
  const { t } = useTranslation();
  const hint = t('jobs.detail.bestAt', { step: best.step });
  if (best.accuracy !== null) {
    return (
      <Figure label={t('jobs.detail.accuracy')} hint={hint}>
        {formatPercent(best.accuracy, 2)}
      </Figure>
    );
  }
  return (
    <>
      <Figure label={t('jobs.detail.validationLoss')} hint={hint}>
        {formatLoss(best.loss)}
      </Figure>
      <Figure label={t('jobs.detail.perplexity')}>{formatPerplexity(best.loss)}</Figure>
    </>
  );
}

export function ProgressStrip({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  const live = isLive(job.state);
  const remaining = job.eta_seconds === null ? t('jobs.detail.estimating') : <Duration seconds={job.eta_seconds} />;
  return (
    <section className={styles.strip}>
      <JobProgress job={job} large />
      <dl className={styles.figures}>
        <Figure label={t('jobs.detail.elapsed')}>
          <Duration seconds={job.elapsed_seconds} />
        </Figure>
        {live && job.state === 'RUNNING' && <Figure label={t('jobs.detail.remaining')}>{remaining}</Figure>}
        <Figure label={t('jobs.detail.epoch')}>{job.epoch === null ? '–' : job.epoch.toFixed(2)}</Figure>
        <Figure label={t('jobs.detail.speed')}>
          {job.rows_per_second === null
            ? '–'
            : t('jobs.detail.rowsPerSecond', { rows: job.rows_per_second.toFixed(job.rows_per_second < 10 ? 1 : 0) })}
        </Figure>
        <Figure label={t('jobs.detail.loss')}>{formatLoss(job.loss)}</Figure>
        {job.best && <Best best={job.best} />}
        {job.device && (
          <Figure label={t('jobs.detail.device')}>
            {job.device.toUpperCase()} <span className={styles.hint}>{job.precision}</span>
          </Figure>
        )}
      </dl>
    </section>
  );
}
