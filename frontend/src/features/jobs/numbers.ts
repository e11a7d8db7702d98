/** How losses are written; NaN and infinities come as strings. Knows no component. */

export function formatLoss(loss: number | string | null | undefined): string {
  if (loss == null) return '–';
  return typeof loss === 'number' ? loss.toFixed(4) : loss;
}

/** exp(loss), where the loss is a mean in nats a token. */
export function formatPerplexity(loss: number | string | null | undefined): string {
  const value = Math.exp(asNumber(loss));
  if (!Number.isFinite(value)) return '–';
  return value >= 1e5 ? value.toExponential(1) : value.toFixed(value < 100 ? 2 : 0);
}

export function asNumber(value: number | string | null | undefined): number {
  return typeof value === 'number' ? value : Number.NaN;
}
