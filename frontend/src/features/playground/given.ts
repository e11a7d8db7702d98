/** Which labels an answer gives at a threshold, so that moving it asks nothing anew. Knows no component. */
import type { Prediction } from './queries';

export interface Threshold {
  value: number;
  /** Whether a text may have several labels. */
  several: boolean;
}

/** The server's default. */
export function usualThreshold(several: boolean): number {
  return several ? 0.5 : 0;
}

/** As the server decides: all labels that reach it, or the likeliest if that does. Likeliest first. */
export function givenLabels(prediction: Prediction, { value, several }: Threshold): string[] {
  const candidates = several ? prediction.probabilities : prediction.probabilities.slice(0, 1);
  return candidates.filter(({ probability }) => probability >= value).map(({ label }) => label);
}
