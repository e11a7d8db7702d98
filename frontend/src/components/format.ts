/** Numbers, sizes and durations as text in the shown language. Knows no component. */
import type { TFunction } from 'i18next';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
const STEP = 1024;

export function formatBytes(bytes: number): string {
  if (bytes < STEP) return `${bytes} B`;
  const power = Math.min(Math.floor(Math.log(bytes) / Math.log(STEP)), UNITS.length - 1);
  const value = bytes / STEP ** power;
  return `${value.toFixed(value >= 100 ? 0 : 1)} ${UNITS[power] ?? 'B'}`;
}

export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** 23.7 M, 1.5 B: how people speak of models. */
export function formatParameters(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)} B`;
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} M`;
  return formatCount(count);
}

/** Share 0 to 1 as a percentage. */
export function formatPercent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)}%`;
}

/** 2e-4 rather than 0.0002. */
export function formatRate(rate: number): string {
  return rate !== 0 && rate < 0.01 ? rate.toExponential(1).replace('.0e', 'e') : String(rate);
}

export function formatDuration(seconds: number, t: TFunction): string {
  const whole = Math.max(0, Math.round(seconds));
  const s = whole % 60;
  const m = Math.floor(whole / 60) % 60;
  const h = Math.floor(whole / 3600) % 24;
  const d = Math.floor(whole / 86_400);
  if (d > 0) return t('common.duration.days', { d, h });
  if (h > 0) return t('common.duration.hours', { h, m });
  if (m > 0) return t('common.duration.minutes', { m, s });
  return t('common.duration.seconds', { s });
}
