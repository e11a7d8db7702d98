/** The checkpoints that are kept, and going on from one. */
import { SaveOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schema } from '@/api/call';
import type { JobDetail } from '@/api/jobs';
import { EmptyState } from '@/components/EmptyState';
import { formatBytes, formatCount } from '@/components/format';
import { Panel } from '@/components/Panel';
import { ResponsiveList } from '@/components/ResponsiveList';
import { isLive } from '@/components/StateTag';
import { Time } from '@/components/Time';
import { useErrorToast } from '@/components/useErrorText';
import { checkpointsQuery, useResumeJob } from '../queries';
import styles from './detail.module.css';

type Checkpoint = Schema<'CheckpointOut'>;

export function CheckpointsTab({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const onError = useErrorToast();
  const checkpoints = useQuery(checkpointsQuery(job.id));
  const resume = useResumeJob();
  const canResume = !isLive(job.state) && job.state !== 'COMPLETED';
  const total = (checkpoints.data ?? []).reduce((sum, checkpoint) => sum + checkpoint.bytes, 0);
  const action = (checkpoint: Checkpoint) =>
    canResume && (
      <Button
        size="small"
        loading={resume.isPending}
        onClick={() =>
          resume.mutate(
            { id: job.id, step: checkpoint.step },
            { onError, onSuccess: () => void message.success(t('jobs.actions.resumed')) },
          )
        }
      >
        {t('jobs.checkpoints.resume')}
      </Button>
    );
  return (
    <Panel flush>
      {total > 0 && (
        <p className={`muted ${styles.total}`}>{t('jobs.checkpoints.total', { bytes: formatBytes(total) })}</p>
      )}
      <ResponsiveList
        label={t('jobs.tabs.checkpoints')}
        rows={checkpoints.data}
        keyOf={(checkpoint) => `${checkpoint.attempt}/${checkpoint.step}`}
        error={checkpoints.error}
        onRetry={() => void checkpoints.refetch()}
        empty={
          <EmptyState
            icon={<SaveOutlined />}
            title={t('jobs.checkpoints.none')}
            text={t('jobs.checkpoints.noneHint')}
          />
        }
        columns={[
          { title: t('jobs.checkpoints.step'), dataIndex: 'step', render: formatCount },
          {
            title: t('common.attempt'),
            key: 'attempt',
            render: (_, checkpoint) => (
              <span className="muted">{t('jobs.detail.attempt', { attempt: checkpoint.attempt })}</span>
            ),
          },
          { title: t('jobs.checkpoints.size'), dataIndex: 'bytes', align: 'right', render: formatBytes },
          {
            title: t('jobs.checkpoints.saved'),
            dataIndex: 'saved_at',
            render: (value: string) => <Time value={value} />,
          },
          {
            title: <span className="visually-hidden">{t('common.actions')}</span>,
            key: 'action',
            align: 'right',
            render: (_, checkpoint) => action(checkpoint),
          },
        ]}
        card={(checkpoint) => (
          <div className={styles.lead}>
            <strong>
              {t('jobs.checkpoints.step')} {formatCount(checkpoint.step)}
            </strong>
            <span className="muted">{formatBytes(checkpoint.bytes)}</span>
            <Time value={checkpoint.saved_at} />
            {action(checkpoint)}
          </div>
        )}
      />
    </Panel>
  );
}
