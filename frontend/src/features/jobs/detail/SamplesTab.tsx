/** How the answers to the same prompts change while the model learns. */
import { MessageOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Skeleton, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '@/api/jobs';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { Panel } from '@/components/Panel';
import { useUrlState } from '@/components/useUrlState';
import { samplesQuery } from '../queries';
import { isAtAGlance, shownSteps } from '../samples';
import styles from './samples.module.css';
import { SampleTable } from './SampleTable';

function Nothing({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  const { objective } = job.settings;
  const isOff = objective.kind === 'chat' && objective.sample_tokens === 0;
  return (
    <Panel>
      <EmptyState
        icon={<MessageOutlined />}
        title={t('jobs.samples.none')}
        text={t(isOff ? 'jobs.samples.offHint' : 'jobs.samples.noneHint')}
      />
    </Panel>
  );
}

export function SamplesTab({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  const [get, change] = useUrlState();
  const samples = useQuery(samplesQuery(job.id));
  const [marked, all] = [get('changes') === '1', get('all') === '1'];
  if (samples.error) return <ErrorState error={samples.error} onRetry={() => void samples.refetch()} />;
  if (!samples.data) return <Skeleton active />;
  const { prompts, steps, left_out } = samples.data;
  if (steps.length === 0) return <Nothing job={job} />;
  return (
    <Panel
      title={t('jobs.tabs.samples')}
      extra={
        <>
          {!isAtAGlance(steps) && (
            <label className={styles.switch}>
              <Switch size="small" checked={all} onChange={(on) => change({ all: on ? '1' : '' })} />{' '}
              {t('jobs.samples.all')}
            </label>
          )}
          {steps.length > 1 && (
            <label className={styles.switch}>
              <Switch size="small" checked={marked} onChange={(on) => change({ changes: on ? '1' : '' })} />{' '}
              {t('jobs.samples.changes')}
            </label>
          )}
        </>
      }
    >
      <p className="muted">
        {t('jobs.samples.lead')} {left_out > 0 && t('jobs.samples.leftOut', { count: left_out })}
      </p>
      <SampleTable prompts={prompts} steps={shownSteps(steps, all)} best={job.best?.step} marked={marked} />
    </Panel>
  );
}
