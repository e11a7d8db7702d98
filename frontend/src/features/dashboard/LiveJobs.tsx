/** Trainings that run or wait now, followed live. */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { useLiveJob, useStopJob, type Job } from '@/api/jobs';
import { overviewQuery } from '@/api/overview';
import { AnnounceJob } from '@/components/AnnounceJob';
import { JobProgress } from '@/components/JobProgress';
import { Panel } from '@/components/Panel';
import { StateTag } from '@/components/StateTag';
import { Duration } from '@/components/Time';
import { useBestResult } from '@/components/useBestResult';
import { useErrorToast } from '@/components/useErrorText';
import styles from './dashboard.module.css';

function useFollow(job: Job): void {
  const client = useQueryClient();
  const key = overviewQuery.queryKey;
  const resync = () => void client.invalidateQueries({ queryKey: key });
  const patch = (jobs: Job[], next: Job) => jobs.map((old) => (old.id === next.id ? next : old));
  useLiveJob(
    job,
    (next) => {
      client.setQueryData(
        key,
        (old) => old && { ...old, live_jobs: patch(old.live_jobs, next), recent_jobs: patch(old.recent_jobs, next) },
      );
      if (next.state !== job.state) resync();
    },
    resync,
  );
}

function Facts({ job }: { job: Job }) {
  const { t } = useTranslation();
  const reached = useBestResult()(job);
  return (
    <dl className={styles.liveFacts}>
      <div>
        <dt>{t('dashboard.live.loss')}</dt>
        <dd>{typeof job.loss === 'number' ? job.loss.toFixed(4) : (job.loss ?? '–')}</dd>
      </div>
      <div>
        <dt>{t('dashboard.live.best')}</dt>
        <dd>{reached ?? '–'}</dd>
      </div>
      <div>
        <dt>{t('dashboard.live.left')}</dt>
        <dd>
          {job.eta_seconds === null && job.state === 'RUNNING' ? (
            t('dashboard.live.calculating')
          ) : (
            <Duration seconds={job.eta_seconds} />
          )}
        </dd>
      </div>
    </dl>
  );
}

function LiveJob({ job }: { job: Job }) {
  const { t } = useTranslation();
  const stop = useStopJob();
  const failed = useErrorToast();
  useFollow(job);
  return (
    <li className={styles.liveJob}>
      <AnnounceJob job={job} />
      <div className={styles.liveName}>
        <Link to={`/jobs/${job.id}`}>{job.name}</Link>
        <StateTag
          state={job.state}
          attempt={job.attempt}
          stopping={job.stop_asked_at !== null}
          queuePosition={job.queue_position}
        />
      </div>
      <JobProgress job={job} />
      <Facts job={job} />
      <Popconfirm
        title={t('dashboard.live.stopQuestion')}
        description={t('dashboard.live.stopHint')}
        okText={t('dashboard.live.stop')}
        onConfirm={() => stop.mutate({ id: job.id, mode: 'save' }, { onError: failed })}
      >
        <Button
          size="small"
          loading={stop.isPending}
          disabled={job.stop_asked_at !== null}
          aria-label={`${t('dashboard.live.stop')}: ${job.name}`}
        >
          {t('dashboard.live.stop')}
        </Button>
      </Popconfirm>
    </li>
  );
}

export function LiveJobs({ jobs }: { jobs: readonly Job[] }) {
  const { t } = useTranslation();
  if (jobs.length === 0) return null;
  return (
    <Panel title={t('dashboard.live.title')} flush>
      <ul>
        {jobs.map((job) => (
          <LiveJob key={job.id} job={job} />
        ))}
      </ul>
    </Panel>
  );
}
