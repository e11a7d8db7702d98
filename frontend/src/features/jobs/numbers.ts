/** How losses are written; NaN and infinities come as strings. Knows no component. */

export function formatLoss(loss: number | string | null | undefined): string {
  if (loss == null) return '–';
  return typeof loss === 'number' ? loss.toFixed(4) : loss;
}

export function asNumber(value: number | string | null | undefined): number {
  return typeof value === 'number' ? value : Number.NaN;
}
