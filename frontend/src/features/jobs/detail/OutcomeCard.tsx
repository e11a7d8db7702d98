/** How a job ended, in words, with what to do next; while it waits, why. */
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { textOf } from '@/api/errors';
import type { JobDetail } from '@/api/jobs';
import { tailQuery } from '../queries';
import { tryAddress } from '../tryAddress';
import styles from './detail.module.css';

const TAIL_LINES = 30;

function LastLines({ id }: { id: number }) {
  const { t } = useTranslation();
  const lines = useQuery(tailQuery(id, TAIL_LINES)).data?.lines ?? [];
  if (!lines.length) return null;
  return (
    <>
      <p className="muted">{t('jobs.detail.lastLines')}</p>
      <pre className={styles.tail} tabIndex={0}>
        {lines.map((line) => `${line.level.padEnd(7)} ${line.text}`).join('\n')}
      </pre>
    </>
  );
}

function FailureCard({ job }: { job: JobDetail }) {
  const { t, i18n } = useTranslation();
  const error = job.error;
  const text = error && textOf(error.code, error.params, error.message, i18n.language);
  return (
    <Alert
      type="error"
      showIcon
      title={text?.sentence ?? t('jobs.detail.failed')}
      description={
        <>
          <p>{text?.hint}</p>
          <LastLines id={job.id} />
        </>
      }
    />
  );
}

export function OutcomeCard({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  switch (job.state) {
    case 'FAILED':
      return <FailureCard job={job} />;
    case 'COMPLETED':
      return (
        <Alert
          type="success"
          showIcon
          title={t('jobs.detail.done')}
          description={
            <>
              {t('jobs.detail.doneText')}{' '}
              {job.output_model_id !== null && <Link to={tryAddress(job)}>{t('jobs.actions.tryIt')}</Link>}
            </>
          }
        />
      );
    case 'STOPPED':
      return (
        <Alert
          type="info"
          showIcon
          title={t('jobs.detail.stoppedTitle')}
          description={
            job.can_resume && job.checkpoint_step !== null
              ? t('jobs.detail.stoppedResume', { step: job.checkpoint_step })
              : t('jobs.detail.stoppedNothing')
          }
        />
      );
    case 'PENDING':
      return (
        <Alert
          type="info"
          showIcon
          title={
            job.queue_position === null
              ? t('jobs.detail.waiting')
              : t('jobs.detail.waitingAt', { position: job.queue_position })
          }
        />
      );
    case 'PREPARING':
    case 'RUNNING':
      if (job.stop_asked_at === null) return null;
      return (
        <Alert
          type="warning"
          showIcon
          title={t(job.stop_mode === 'discard' ? 'jobs.detail.stopAskedDiscard' : 'jobs.detail.stopAsked')}
        />
      );
  }
}
