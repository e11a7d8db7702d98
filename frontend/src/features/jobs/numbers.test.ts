import { expect, test } from 'vitest';
import { formatLoss, formatPerplexity } from './numbers';

test('perplexity is exp of the loss, and nothing where there is no number', () => {
  expect(formatPerplexity(0)).toBe('1.00');
  expect(formatPerplexity(2.5)).toBe('12.18');
  expect(formatPerplexity(7)).toBe('1097');
  expect(formatPerplexity(40)).toBe('2.4e+17');
  expect(['NaN', 'Infinity', null, undefined].map(formatPerplexity)).toEqual(['–', '–', '–', '–']);
});

test('a loss that is no number is shown as the word it is', () => {
  expect([2.34567, 'NaN', null].map(formatLoss)).toEqual(['2.3457', 'NaN', '–']);
});
