/** How well the model does on the validation rows: per label, confusion matrix, all evaluations. */
import { CheckSquareOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Select, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '@/api/jobs';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { formatCount, formatPercent } from '@/components/format';
import { Panel } from '@/components/Panel';
import { WideTable } from '@/components/WideTable';
import { formatLoss } from '../numbers';
import { seriesQuery, type EvaluationPoint } from '../queries';
import { ConfusionMatrix } from './ConfusionMatrix';
import styles from './detail.module.css';

interface ClassScore {
  label: string;
  precision: number;
  recall: number;
  f1: number;
  rows: number;
}

function PerClass({ scores }: { scores: readonly ClassScore[] }) {
  const { t } = useTranslation();
  const percent = (value: number) => formatPercent(value);
  return (
    <WideTable<ClassScore>
      label={t('jobs.evaluation.perClass')}
      size="small"
      rowKey="label"
      dataSource={[...scores]}
      columns={[
        { title: t('jobs.evaluation.label'), dataIndex: 'label' },
        { title: t('jobs.evaluation.precision'), dataIndex: 'precision', align: 'right', render: percent },
        { title: t('jobs.evaluation.recall'), dataIndex: 'recall', align: 'right', render: percent },
        { title: t('jobs.evaluation.f1'), dataIndex: 'f1', align: 'right', render: percent },
        { title: t('jobs.evaluation.rows'), dataIndex: 'rows', align: 'right', render: formatCount },
      ]}
    />
  );
}

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
        { title: t('jobs.detail.loss'), dataIndex: 'loss', align: 'right', render: formatLoss },
        {
          title: t('jobs.detail.accuracy'),
          dataIndex: 'accuracy',
          align: 'right',
          render: (v: number) => formatPercent(v, 2),
        },
        {
          title: t('jobs.detail.macroF1'),
          dataIndex: 'macro_f1',
          align: 'right',
          render: (v: number) => formatPercent(v, 2),
        },
      ]}
    />
  );
}

export function EvaluationTab({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  const series = useQuery(seriesQuery(job.id));
  const [chosen, setChosen] = useState<number | null>(null);
  if (series.error) return <ErrorState error={series.error} onRetry={() => void series.refetch()} />;
  if (!series.data) return <Skeleton active />;
  const points = series.data.evaluations;
  const shown =
    points.find((point) => point.step === chosen) ?? points.filter((point) => point.best).at(-1) ?? points.at(-1);
  if (!shown) {
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
  const scores = shown.per_class as unknown as ClassScore[];
  return (
    <div className={styles.stack}>
      <Panel
        title={t('jobs.evaluation.perClass')}
        extra={
          <Select<number>
            value={shown.step}
            aria-label={t('jobs.evaluation.shown', { step: shown.step })}
            options={points.map((point) => ({
              value: point.step,
              label: `${t('jobs.evaluation.shown', { step: point.step })}${point.best ? ' ★' : ''}`,
            }))}
            onChange={setChosen}
          />
        }
      >
        <PerClass scores={scores} />
      </Panel>
      <Panel title={t('jobs.evaluation.confusion')}>
        <ConfusionMatrix labels={scores.map((score) => score.label)} counts={shown.confusion} />
      </Panel>
      <Panel title={t('jobs.evaluation.history')}>
        <History points={points} />
      </Panel>
    </div>
  );
}
