import { expect, test } from 'vitest';
import { difference } from './difference';

test('only the words that differ are marked, and the parts make the text again', () => {
  const [a, b] = difference('The cat sat here.', 'The dog sat here now.') ?? [[], []];
  expect(a.filter(({ same }) => !same).map(({ text }) => text)).toEqual(['cat']);
  expect(b.filter(({ same }) => !same).map(({ text }) => text)).toEqual(['dog', ' now']);
  expect(a.map(({ text }) => text).join('')).toBe('The cat sat here.');
  expect(b.map(({ text }) => text).join('')).toBe('The dog sat here now.');
});

test('Chinese is compared by words, not as one', () => {
  const [a, b] = difference('今天天气很好', '今天天气不好') ?? [[], []];
  expect(a.some(({ text, same }) => same && text.startsWith('今天'))).toBe(true);
  expect(b.some(({ same }) => !same)).toBe(true);
});

test('equal texts have no difference, and an empty one is all different', () => {
  expect(difference('same', 'same')).toEqual([[{ text: 'same', same: true }], [{ text: 'same', same: true }]]);
  expect(difference('', 'all new')).toEqual([[], [{ text: 'all new', same: false }]]);
});

test('texts too long to compare are not compared', () => {
  expect(difference('a '.repeat(1500), 'b '.repeat(1500))).toBeNull();
});
