/** From points of a training to the numbers of a chart: axis, smoothing, what a log scale cannot show. Knows no chart library. */
import { asNumber } from '../numbers';
import type { EvaluationPoint, StepPoint } from '../queries';

export type Axis = 'step' | 'epoch' | 'time';
export type Pair = [x: number, y: number];

export interface Line {
  name: string;
  pairs: Pair[];
  /** Points that are not numbers and cannot be drawn. */
  nonFinite: number;
}

export function axisValue(point: StepPoint, axis: Axis): number {
  return axis === 'step' ? point.step : axis === 'epoch' ? point.epoch : point.elapsed_seconds;
}

/** Evaluations carry no elapsed time: on the time axis they stand where the nearest step before them stands. */
export function evaluationAxisValue(point: EvaluationPoint, axis: Axis, steps: readonly StepPoint[]): number {
  if (axis === 'step') return point.step;
  if (axis === 'epoch') return point.epoch;
  const before = steps.findLast((step) => step.step <= point.step) ?? steps[0];
  return before?.elapsed_seconds ?? 0;
}

export function toLine(name: string, xs: readonly number[], ys: readonly (number | string | null)[]): Line {
  const pairs: Pair[] = [];
  let nonFinite = 0;
  ys.forEach((value, index) => {
    if (value === null) return;
    const y = asNumber(value);
    if (Number.isFinite(y)) pairs.push([xs[index] ?? 0, y]);
    else nonFinite += 1;
  });
  return { name, pairs, nonFinite };
}

/** Exponential moving average, without the pull to 0 at the start (bias-corrected as in Kingma & Ba 2015, section 3). */
export function smooth(pairs: readonly Pair[], factor: number): Pair[] {
  let mean = 0;
  return pairs.map(([x, y], index) => {
    mean = factor * mean + (1 - factor) * y;
    return [x, mean / (1 - factor ** (index + 1))];
  });
}

export function positiveOnly(pairs: readonly Pair[]): Pair[] {
  return pairs.filter(([, y]) => y > 0);
}
