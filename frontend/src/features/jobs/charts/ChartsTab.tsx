/** All curves of a job with shared controls: axis, smoothing, log scale. */
import { useQuery } from '@tanstack/react-query';
import { Segmented, Skeleton, Slider, Switch } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '@/api/jobs';
import { ErrorState } from '@/components/ErrorState';
import { isLive } from '@/components/StateTag';
import { useUrlState } from '@/components/useUrlState';
import { seriesQuery } from '../queries';
import { ChartCard } from './ChartCard';
import styles from './charts.module.css';
import { lossLines, metricLines, perplexityLines, stepLine } from './lines';
import type { Axis } from './points';

const AXES: readonly Axis[] = ['step', 'epoch', 'time'];
const DEFAULT_SMOOTHING = 0.8;
const MOST_SMOOTHING = 0.99;
const AXIS_NAMES = { step: 'jobs.charts.byStep', epoch: 'jobs.charts.byEpoch', time: 'jobs.charts.byTime' } as const;

function useChoices() {
  const [get, change] = useUrlState();
  const smoothing = get('smooth') === '' ? DEFAULT_SMOOTHING : Number(get('smooth'));
  return {
    axis: AXES.find((axis) => axis === get('x')) ?? 'step',
    smoothing: Number.isFinite(smoothing) ? Math.min(Math.max(smoothing, 0), MOST_SMOOTHING) : DEFAULT_SMOOTHING,
    logScale: get('log') === '1',
    change,
  };
}

function Controls({ axis, smoothing, logScale, change }: ReturnType<typeof useChoices>) {
  const { t } = useTranslation();
  return (
    <div className={styles.controls}>
      <Segmented<Axis>
        value={axis}
        aria-label={t('jobs.charts.axis')}
        options={AXES.map((value) => ({ value, label: t(AXIS_NAMES[value]) }))}
        onChange={(value) => change({ x: value === 'step' ? '' : value })}
      />
      <label className={styles.slider}>
        {t('jobs.charts.smoothing')}
        <Slider
          min={0}
          max={MOST_SMOOTHING}
          step={0.01}
          value={smoothing}
          ariaLabelForHandle={t('jobs.charts.smoothing')}
          onChange={(value) => change({ smooth: value === DEFAULT_SMOOTHING ? '' : String(value) })}
        />
      </label>
      <label>
        <Switch size="small" checked={logScale} onChange={(on) => change({ log: on ? '1' : '' })} />{' '}
        {t('jobs.charts.log')}
      </label>
    </div>
  );
}

export function ChartsTab({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  const choices = useChoices();
  const { axis, smoothing, logScale } = choices;
  const series = useQuery(seriesQuery(job.id));
  const data = series.data;
  const chats = job.objective === 'chat';
  const lines = useMemo(
    () =>
      data && {
        loss: lossLines(data, axis, smoothing, t),
        metrics: chats ? perplexityLines(data, axis, t) : metricLines(data, axis, t),
        rate: stepLine(t('jobs.charts.learningRate'), data, axis, 4, (point) => point.learning_rate),
        norm: stepLine(t('jobs.charts.gradNorm'), data, axis, 1, (point) => point.grad_norm),
        speed: chats
          ? stepLine(t('jobs.charts.tokens'), data, axis, 2, (point) => point.tokens_per_second)
          : stepLine(t('jobs.charts.throughput'), data, axis, 2, (point) => point.rows_per_second),
      },
    [data, axis, smoothing, chats, t],
  );
  if (series.error) return <ErrorState error={series.error} onRetry={() => void series.refetch()} />;
  if (!lines) return <Skeleton active />;
  const shared = { axis, waiting: isLive(job.state) };
  return (
    <>
      <Controls {...choices} />
      <div className={styles.grid}>
        <ChartCard
          {...shared}
          title={t('jobs.charts.loss')}
          lines={lines.loss}
          logScale={logScale}
          className={styles.first}
        />
        <ChartCard
          {...shared}
          title={t(chats ? 'jobs.charts.perplexity' : 'jobs.charts.metrics')}
          lines={lines.metrics}
          percent={!chats}
        />
        <ChartCard {...shared} title={t('jobs.charts.learningRate')} lines={lines.rate} />
        <ChartCard {...shared} title={t('jobs.charts.gradNorm')} lines={lines.norm} logScale={logScale} />
        <ChartCard {...shared} title={t(chats ? 'jobs.charts.tokens' : 'jobs.charts.throughput')} lines={lines.speed} />
      </div>
    </>
  );
}
