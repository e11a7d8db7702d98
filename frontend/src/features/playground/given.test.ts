import { expect, test } from 'vitest';
import { givenLabels, usualThreshold } from './given';

const prediction = {
  label: 'a',
  probability: 0.6,
  probabilities: [
    { label: 'a', probability: 0.6 },
    { label: 'b', probability: 0.5 },
    { label: 'c', probability: 0.1 },
  ],
  labels: ['a'],
  truncated: false,
};

test('one label is given when the likeliest reaches the threshold', () => {
  expect(givenLabels(prediction, { value: usualThreshold(false), several: false })).toEqual(['a']);
  expect(givenLabels(prediction, { value: 0.7, several: false })).toEqual([]);
});

test('of several, all at or above the threshold are given', () => {
  expect(givenLabels(prediction, { value: usualThreshold(true), several: true })).toEqual(['a', 'b']);
  expect(givenLabels(prediction, { value: 0.9, several: true })).toEqual([]);
});
