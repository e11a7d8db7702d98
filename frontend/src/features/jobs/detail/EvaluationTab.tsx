/** How well the model does on the validation rows: per label, confusion matrix, calibration, all evaluations. */
import { CheckSquareOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Select, Skeleton } from 'antd';
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
import { Calibration } from './Calibration';
import { ConfusionMatrix } from './ConfusionMatrix';
import styles from './detail.module.css';
import { PerLabel, type ClassScore } from './PerLabel';
import { PredictionsDrawer, type Opened } from './PredictionsDrawer';

function History({ points }: { points: readonly EvaluationPoint[] }) {
  const { t } = useTranslation();
  const several = points.some((point) => point.micro_f1 !== null);
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
          title: several ? t('jobs.evaluation.accuracySeveral') : t('jobs.detail.accuracy'),
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
        ...(several
          ? [
              {
                title: t('jobs.evaluation.microF1'),
                dataIndex: 'micro_f1',
                align: 'right' as const,
                render: (v: number | null) => (v === null ? '–' : formatPercent(v, 2)),
              },
            ]
          : []),
      ]}
    />
  );
}

function Headline({ point }: { point: EvaluationPoint }) {
  const { t } = useTranslation();
  const figures: [string, number][] = [
    [t('jobs.evaluation.accuracySeveral'), point.accuracy ?? 0],
    [t('jobs.evaluation.microF1'), point.micro_f1 ?? 0],
    [t('jobs.detail.macroF1'), point.macro_f1 ?? 0],
  ];
  return (
    <dl className={styles.figures}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{formatPercent(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

export function EvaluationTab({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  const series = useQuery(seriesQuery(job.id));
  const [chosen, setChosen] = useState<number | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  if (series.error) return <ErrorState error={series.error} onRetry={() => void series.refetch()} />;
  if (!series.data) return <Skeleton active />;
  const points = series.data.evaluations;
  const best = points.filter((point) => point.best).at(-1);
  const shown = points.find((point) => point.step === chosen) ?? best ?? points.at(-1);
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
  const several = shown.micro_f1 !== null;
  const known = job.output_model_id !== null && shown === best ? setOpened : null;
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
        {several && (
          <div className={styles.headline}>
            <Headline point={shown} />
            <p className="muted">{t('jobs.evaluation.severalHint')}</p>
          </div>
        )}
        <PerLabel scores={scores} several={several} onOpen={known} />
        {known && (
          <Button
            style={{ marginTop: 12 }}
            onClick={() => known({ title: t('jobs.predictions.all'), cell: { wrong_only: true } })}
          >
            {t('jobs.predictions.showWrong')}
          </Button>
        )}
      </Panel>
      {!several && (
        <Panel title={t('jobs.evaluation.confusion')}>
          <ConfusionMatrix labels={scores.map((score) => score.label)} counts={shown.confusion} onOpen={known} />
        </Panel>
      )}
      {job.calibration && <Calibration measured={job.calibration} several={several} />}
      <Panel title={t('jobs.evaluation.history')}>
        <History points={points} />
      </Panel>
      <PredictionsDrawer jobId={job.id} opened={opened} onClose={() => setOpened(null)} />
    </div>
  );
}
