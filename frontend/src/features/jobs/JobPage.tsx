/** One training job, live: what it does now, its curves, answers, log, evaluation, checkpoints and configuration. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { lazy, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router-dom';
import { jobQuery, type Job, type JobDetail } from '@/api/jobs';
import { useLive } from '@/api/live';
import { AnnounceJob } from '@/components/AnnounceJob';
import { ErrorState } from '@/components/ErrorState';
import { PageHeader } from '@/components/PageHeader';
import { PageTabs } from '@/components/PageTabs';
import { shareOf } from '@/components/JobProgress';
import { isLive, StateTag } from '@/components/StateTag';
import { useUrlState } from '@/components/useUrlState';
import styles from './detail/detail.module.css';
import { OverviewTab } from './detail/OverviewTab';
import { ProgressStrip } from './detail/ProgressStrip';
import { JobActions } from './JobActions';
import {
  appendPoint,
  appendSample,
  checkpointsQuery,
  samplesQuery,
  seriesQuery,
  type EvaluationPoint,
  type StepPoint,
} from './queries';
import type { SamplePoint } from './samples';

const ChartsTab = lazy(async () => ({ default: (await import('./charts/ChartsTab')).ChartsTab }));
const CheckpointsTab = lazy(async () => ({ default: (await import('./detail/CheckpointsTab')).CheckpointsTab }));
const ConfigTab = lazy(async () => ({ default: (await import('./detail/ConfigTab')).ConfigTab }));
const EvaluationTab = lazy(async () => ({ default: (await import('./detail/EvaluationTab')).EvaluationTab }));
const LossHistory = lazy(async () => ({ default: (await import('./detail/LossHistory')).LossHistory }));
const SamplesTab = lazy(async () => ({ default: (await import('./detail/SamplesTab')).SamplesTab }));
const LogsTab = lazy(async () => ({ default: (await import('./logs/LogsTab')).LogsTab }));

/** Live events go into the caches; what an event does not carry is asked anew. */
function useFollowJob(job: JobDetail | undefined, id: number): void {
  const client = useQueryClient();
  const refresh = () => void client.invalidateQueries({ queryKey: jobQuery(id).queryKey, exact: true });
  useLive(job && isLive(job.state) ? `job:${id}` : null, {
    job: (next: Job) => {
      const known = client.getQueryData(jobQuery(id).queryKey);
      client.setQueryData(jobQuery(id).queryKey, (old) => old && { ...old, ...next });
      const changed = known?.state !== next.state || known.phase !== next.phase || known.attempt !== next.attempt;
      if (changed) refresh();
      if (known?.checkpoint_step !== next.checkpoint_step) {
        refresh();
        void client.invalidateQueries({ queryKey: checkpointsQuery(id).queryKey });
      }
      if (!isLive(next.state)) void client.invalidateQueries({ queryKey: ['jobs'] });
    },
    step: (point: StepPoint) => appendPoint(client, id, 'steps', point),
    evaluation: (point: EvaluationPoint) => appendPoint(client, id, 'evaluations', point),
    sample: (point: SamplePoint) => appendSample(client, id, point),
    resync: () => {
      refresh();
      void client.invalidateQueries({ queryKey: samplesQuery(id).queryKey });
      void client.invalidateQueries({ queryKey: seriesQuery(id).queryKey });
    },
  });
}

type Tab = 'overview' | 'charts' | 'logs' | 'evaluation' | 'samples' | 'checkpoints' | 'config';

function JobView({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  const [get, change] = useUrlState();
  const tab = get('tab') || 'overview';
  const item = (key: Tab, content: ReactNode) => ({ key, label: t(`jobs.tabs.${key}`), content });
  const chats = job.objective === 'chat';
  return (
    <>
      <PageHeader
        title={job.name}
        back="/jobs"
        progress={isLive(job.state) ? shareOf(job) : undefined}
        lead={
          <span className={styles.lead}>
            <StateTag
              state={job.state}
              attempt={job.attempt}
              stopping={job.stop_asked_at !== null}
              queuePosition={job.queue_position}
            />
            <span>#{job.id}</span>
            {job.attempt > 1 && <span>{t('jobs.detail.attempt', { attempt: job.attempt })}</span>}
            {job.description && <span className={styles.description}>{job.description}</span>}
          </span>
        }
        actions={<JobActions job={job} />}
      />
      <AnnounceJob job={job} />
      <ProgressStrip job={job} />
      <PageTabs
        label={job.name}
        active={tab}
        onChange={(key) => change({ tab: key === 'overview' ? '' : key })}
        tabs={[
          item('overview', <OverviewTab job={job} />),
          item('charts', <ChartsTab job={job} />),
          ...(chats ? [item('samples', <SamplesTab job={job} />)] : []),
          item('logs', <LogsTab key={job.id} job={job} />),
          item('evaluation', chats ? <LossHistory job={job} /> : <EvaluationTab job={job} />),
          item('checkpoints', <CheckpointsTab job={job} />),
          item('config', <ConfigTab job={job} />),
        ]}
      />
    </>
  );
}

export function JobPage() {
  const { t } = useTranslation();
  const id = Number(useParams().id);
  const job = useQuery({ ...jobQuery(id), enabled: Number.isInteger(id) });
  useFollowJob(job.data, id);
  if (job.error && !job.data) {
    return (
      <>
        <PageHeader title={t('jobs.title')} back="/jobs" />
        <ErrorState error={job.error} onRetry={() => void job.refetch()} />
      </>
    );
  }
  if (!job.data) return <Skeleton active paragraph={{ rows: 8 }} />;
  return <JobView job={job.data} />;
}
