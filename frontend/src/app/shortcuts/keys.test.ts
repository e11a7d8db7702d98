import { afterEach, expect, test } from 'vitest';
import { isFree, isGoKey, rowBeside, rowsOf } from './keys';

afterEach(() => document.body.replaceChildren());

function draw(html: string): void {
  document.body.innerHTML = html;
}

test('a single key is free on the page, and not while a person types or a dialog is open', () => {
  draw('<main><a href="/x">x</a><input /></main>');
  expect(isFree(document.querySelector('a'))).toBe(true);
  expect(isFree(document.querySelector('input'))).toBe(false);
  draw('<main><a href="/x">x</a></main><div role="dialog" aria-modal="true"></div>');
  expect(isFree(document.querySelector('a'))).toBe(false);
});

test('rows are the first links of a list, and the focus stays at its ends', () => {
  draw(
    '<main><ul aria-label="Jobs"><li><a href="/1">1</a><a href="/other">o</a></li><li><a href="/2">2</a></li></ul></main>',
  );
  const rows = rowsOf(document);
  expect(rows.map((row) => row.textContent)).toEqual(['1', '2']);
  expect(rowBeside(rows, null, 1)).toBe(rows[0]);
  expect(rowBeside(rows, rows[0] ?? null, 1)).toBe(rows[1]);
  expect(rowBeside(rows, rows[1] ?? null, 1)).toBe(rows[1]);
  expect(rowBeside(rows, rows[0] ?? null, -1)).toBe(rows[0]);
});

test('only the keys of pages that exist go somewhere', () => {
  expect(isGoKey('s')).toBe(true);
  expect(isGoKey('toString')).toBe(false);
});
