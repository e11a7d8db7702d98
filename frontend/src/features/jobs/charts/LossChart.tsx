/** The loss of a job on its overview: raw and smoothed, training and validation. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '@/api/jobs';
import { ErrorState } from '@/components/ErrorState';
import { isLive } from '@/components/StateTag';
import { seriesQuery } from '../queries';
import { ChartCard } from './ChartCard';
import { lossLines } from './lines';

const SMOOTHING = 0.8;

export function LossChart({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  const series = useQuery(seriesQuery(job.id));
  const lines = useMemo(() => (series.data ? lossLines(series.data, 'step', SMOOTHING, t) : []), [series.data, t]);
  if (series.error) return <ErrorState error={series.error} onRetry={() => void series.refetch()} />;
  return <ChartCard title={t('jobs.charts.loss')} lines={lines} axis="step" waiting={isLive(job.state)} />;
}
