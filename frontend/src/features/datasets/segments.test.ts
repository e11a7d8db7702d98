/** Tokens of one fate stand together, in their order. */
import { expect, test } from 'vitest';
import { blockAhead } from './renderings';
import { segmentsOf } from './segments';

function token(text: string, fate: { learned?: boolean; cut?: boolean } = {}) {
  return { id: 1, text, learned: false, special: false, cut: false, ...fate };
}

test('runs of one fate become one segment each, and none is lost', () => {
  const tokens = [token('a'), token('b'), token('c', { learned: true }), token('d'), token('e', { cut: true })];
  const segments = segmentsOf(tokens);
  expect(segments.map(({ fate, start }) => [fate, start])).toEqual([
    ['read', 0],
    ['learned', 2],
    ['read', 3],
    ['cut', 4],
  ]);
  expect(segments.flatMap((segment) => segment.tokens)).toEqual(tokens);
});

test('what is cut off counts as cut, whatever else it is, and nothing has no segments', () => {
  expect(segmentsOf([token('a', { cut: true, learned: true })])[0]?.fate).toBe('cut');
  expect(segmentsOf([])).toEqual([]);
});

test('near the edge of twenty rows the neighbours are fetched ahead, where there are any', () => {
  expect(blockAhead(0, 100)).toBeNull();
  expect(blockAhead(10, 100)).toBeNull();
  expect(blockAhead(16, 100)).toBe(1);
  expect(blockAhead(16, 20)).toBeNull();
  expect(blockAhead(22, 100)).toBe(0);
});
