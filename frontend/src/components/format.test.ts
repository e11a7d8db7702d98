import i18next from 'i18next';
import { expect, test } from 'vitest';
import { formatBytes, formatDuration, formatParameters, formatPercent, formatRate } from './format';

test('sizes use binary units', () => {
  expect([0, 1023, 1024, 1536, 250 * 1024 ** 2, 3 * 1024 ** 3].map(formatBytes)).toEqual([
    '0 B',
    '1023 B',
    '1.0 KiB',
    '1.5 KiB',
    '250 MiB',
    '3.0 GiB',
  ]);
});

test('durations show their two largest units', () => {
  const t = i18next.t;
  expect([0, 59.4, 192, 3661, 90_000].map((seconds) => formatDuration(seconds, t))).toEqual([
    '0s',
    '59s',
    '3m 12s',
    '1h 1m',
    '1d 1h',
  ]);
});

test('learning rates, shares and parameters read as people write them', () => {
  expect(formatRate(0.0002)).toBe('2e-4');
  expect(formatRate(0.00035)).toBe('3.5e-4');
  expect(formatRate(0.1)).toBe('0.1');
  expect(formatPercent(0.8734)).toBe('87.3%');
  expect(formatParameters(23_700_000)).toBe('23.7 M');
});
