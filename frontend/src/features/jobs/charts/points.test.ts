import { expect, test } from 'vitest';
import { evaluationAxisValue, positiveOnly, smooth, toLine } from './points';

const step = (number: number, elapsed: number) => ({
  step: number,
  epoch: number / 10,
  loss: 1,
  learning_rate: 1e-4,
  grad_norm: null,
  rows_per_second: 1,
  tokens_per_second: 1,
  elapsed_seconds: elapsed,
});

test('points that are not numbers are counted, not drawn', () => {
  const line = toLine('loss', [1, 2, 3, 4], [0.5, 'NaN', 'Infinity', 0.25]);
  expect(line.pairs).toEqual([
    [1, 0.5],
    [4, 0.25],
  ]);
  expect(line.nonFinite).toBe(2);
});

test('a smoothed constant is that constant from its first point on', () => {
  const smoothed = smooth(
    [1, 2, 3, 4].map((x) => [x, 7]),
    0.9,
  );
  smoothed.forEach(([, y]) => expect(y).toBeCloseTo(7, 10));
});

test('without smoothing a curve stays as it is', () => {
  expect(
    smooth(
      [
        [1, 3],
        [2, 5],
      ],
      0,
    ),
  ).toEqual([
    [1, 3],
    [2, 5],
  ]);
});

test('a log scale drops what is not above zero', () => {
  expect(
    positiveOnly([
      [1, 0],
      [2, -1],
      [3, 0.1],
    ]),
  ).toEqual([[3, 0.1]]);
});

test('on the time axis an evaluation stands at the last step before it', () => {
  const evaluation = {
    step: 25,
    epoch: 2.5,
    loss: 1,
    accuracy: 1,
    micro_f1: null,
    macro_f1: 1,
    best: true,
    per_class: [],
    confusion: [],
  };
  expect(evaluationAxisValue(evaluation, 'time', [step(10, 5), step(20, 9), step(30, 14)])).toBe(9);
});
