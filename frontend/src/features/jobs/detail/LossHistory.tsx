/** How well a language model does on the validation rows: loss and perplexity, evaluation by evaluation. */
import { CheckSquareOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '@/api/jobs';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { formatCount } from '@/components/format';
import { Panel } from '@/components/Panel';
import { WideTable } from '@/components/WideTable';
import { formatLoss, formatPerplexity } from '../numbers';
import { seriesQuery, type EvaluationPoint } from '../queries';
import styles from './detail.module.css';

function History({ points }: { points: readonly EvaluationPoint[] }) {
  const { t } = useTranslation();
  return (
    <WideTable<EvaluationPoint>
      label={t('jobs.evaluation.history')}
      size="small"
      rowKey="step"
      dataSource={[...points].reverse()}
      columns={[
        {
          title: t('jobs.detail.step'),
          dataIndex: 'step',
          render: (step: number, point) => (
            <>
              {formatCount(step)} {point.best && <span className={styles.changed}>★ {t('jobs.evaluation.best')}</span>}
            </>
          ),
        },
        {
          title: t('jobs.detail.epoch'),
          dataIndex: 'epoch',
          align: 'right',
          render: (epoch: number) => epoch.toFixed(2),
        },
        { title: t('jobs.detail.validationLoss'), dataIndex: 'loss', align: 'right', render: formatLoss },
        {
          title: t('jobs.detail.perplexity'),
          key: 'perplexity',
          align: 'right',
          render: (_, point) => formatPerplexity(point.loss),
        },
      ]}
    />
  );
}

export function LossHistory({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  const series = useQuery(seriesQuery(job.id));
  if (series.error) return <ErrorState error={series.error} onRetry={() => void series.refetch()} />;
  if (!series.data) return <Skeleton active />;
  const points = series.data.evaluations;
  const best = points.findLast((point) => point.best) ?? points.at(-1);
  if (!best) {
    return (
      <Panel>
        <EmptyState
          icon={<CheckSquareOutlined />}
          title={t('jobs.evaluation.none')}
          text={t('jobs.evaluation.noneHint')}
        />
      </Panel>
    );
  }
  const figures: [string, string, string][] = [
    [t('jobs.detail.validationLoss'), formatLoss(best.loss), t('jobs.evaluation.lossHint')],
    [t('jobs.detail.perplexity'), formatPerplexity(best.loss), t('jobs.evaluation.perplexityHint')],
  ];
  return (
    <div className={styles.stack}>
      <Panel title={t('jobs.evaluation.shown', { step: best.step })}>
        <dl className={`${styles.figures} ${styles.explained}`}>
          {figures.map(([name, value, hint]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
              <dd className={styles.hint}>{hint}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel title={t('jobs.evaluation.history')}>
        <History points={points} />
      </Panel>
    </div>
  );
}
