import { expect, test } from 'vitest';
import { texts as en } from './en/texts';
import errors from './errors.gen.json';
import { texts as zh } from './zh/texts';

function keysOf(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' && inner !== null ? keysOf(inner, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

function valueAt(value: object, path: string): string {
  const found = path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value);
  return String(found);
}

function blanksOf(text: string): string[] {
  return [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1] ?? '').sort();
}

test('both languages have the same keys', () => {
  expect(keysOf(zh).sort()).toEqual(keysOf(en).sort());
});

test('both languages fill in the same blanks, and no text is empty', () => {
  for (const key of keysOf(en)) {
    expect(valueAt(zh, key), key).not.toBe('');
    expect(new Set(blanksOf(valueAt(zh, key))), key).toEqual(new Set(blanksOf(valueAt(en, key))));
  }
});

test('every error has its words in both languages', () => {
  for (const [code, entry] of Object.entries(errors)) {
    expect(
      Object.values(entry).every((text) => text !== ''),
      code,
    ).toBe(true);
  }
});
