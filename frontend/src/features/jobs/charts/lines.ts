/** Which lines each chart of a training has. Knows no chart library. */
import type { TFunction } from 'i18next';
import { asNumber } from '../numbers';
import type { EvaluationPoint, Series } from '../queries';
import type { DrawnLine } from './options';
import { axisValue, evaluationAxisValue, smooth, toLine, type Axis } from './points';

const SMOOTHING_FROM_POINTS = 12;

function evaluationLine(
  name: string,
  series: Series,
  axis: Axis,
  color: number,
  value: (point: EvaluationPoint) => number | string | null,
): DrawnLine {
  const xs = series.evaluations.map((point) => evaluationAxisValue(point, axis, series.steps));
  const best = series.evaluations.findLastIndex((point) => point.best);
  return {
    ...toLine(name, xs, series.evaluations.map(value)),
    color,
    dots: true,
    best: best === -1 ? null : (xs[best] ?? null),
  };
}

export function lossLines(series: Series, axis: Axis, smoothing: number, t: TFunction): DrawnLine[] {
  const xs = series.steps.map((point) => axisValue(point, axis));
  const raw = toLine(
    t('jobs.charts.trainLoss'),
    xs,
    series.steps.map((point) => point.loss),
  );
  const validation = evaluationLine(t('jobs.charts.evalLoss'), series, axis, 1, (point) => point.loss);
  if (smoothing === 0 || raw.pairs.length < SMOOTHING_FROM_POINTS) return [{ ...raw, color: 0 }, validation];
  const smoothed = { ...raw, name: t('jobs.charts.smoothed'), pairs: smooth(raw.pairs, smoothing), color: 0 };
  return [{ ...raw, color: 0, faint: true }, smoothed, validation];
}

export function metricLines(series: Series, axis: Axis, t: TFunction): DrawnLine[] {
  return [
    evaluationLine(t('jobs.detail.accuracy'), series, axis, 2, (point) => point.accuracy),
    { ...evaluationLine(t('jobs.detail.macroF1'), series, axis, 3, (point) => point.macro_f1), best: null },
  ];
}

/** exp(loss): among how many tokens the model is undecided. */
export function perplexityLines(series: Series, axis: Axis, t: TFunction): DrawnLine[] {
  return [evaluationLine(t('jobs.detail.perplexity'), series, axis, 2, (point) => Math.exp(asNumber(point.loss)))];
}

export function stepLine(
  name: string,
  series: Series,
  axis: Axis,
  color: number,
  value: (point: Series['steps'][number]) => number | string | null,
): DrawnLine[] {
  const xs = series.steps.map((point) => axisValue(point, axis));
  return [{ ...toLine(name, xs, series.steps.map(value)), color }];
}
