/** What the spread of labels says about training. Knows no page. */
const IMBALANCE = 10;
const SCARCE_ROWS = 50;

export interface Advice {
  /** How many times the largest label is the smallest, when that is a lot. */
  imbalance: number | null;
  /** The label with the fewest rows, when they are few. */
  scarce: string | null;
}

export function advise(labels: Record<string, number>): Advice {
  const sorted = Object.entries(labels).sort((a, b) => a[1] - b[1]);
  const smallest = sorted[0];
  const largest = sorted.at(-1);
  if (!smallest || !largest) return { imbalance: null, scarce: null };
  const ratio = largest[1] / Math.max(1, smallest[1]);
  return {
    imbalance: ratio > IMBALANCE ? Math.round(ratio) : null,
    scarce: smallest[1] < SCARCE_ROWS ? smallest[0] : null,
  };
}
