/** Which words of two texts are not in the other: the longest common subsequence of their words. Knows no component. */
export interface Part {
  text: string;
  same: boolean;
}

/** More comparisons than this are too slow for a page: two texts of about 2,000 words each. */
const MOST_COMPARISONS = 4_000_000;

/** Words, spaces and signs; Chinese words too. Joined they are the text. */
function wordsOf(text: string): string[] {
  return [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text)].map(({ segment }) => segment);
}

/** lengths[i * width + j]: of the longest common subsequence of a from i on and b from j on. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (index: number) => lengths[index] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const here = i * width + j;
      lengths[here] = a[i] === b[j] ? at(here + width + 1) + 1 : Math.max(at(here + width), at(here + 1));
    }
  }
  return lengths;
}

function add(parts: Part[], text: string, same: boolean): void {
  const last = parts.at(-1);
  if (last?.same === same) last.text += text;
  else parts.push({ text, same });
}

/** Both texts in parts; null when they are too long to compare. */
export function difference(left: string, right: string): [Part[], Part[]] | null {
  const [a, b] = [wordsOf(left), wordsOf(right)];
  if (a.length * b.length > MOST_COMPARISONS) return null;
  const lengths = commonLengths(a, b);
  const width = b.length + 1;
  const [ofA, ofB]: [Part[], Part[]] = [[], []];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [wordA, wordB] = [a[i], b[j]];
    if (wordA !== undefined && wordA === wordB) {
      add(ofA, wordA, true);
      add(ofB, wordA, true);
      [i, j] = [i + 1, j + 1];
    } else if (
      wordB === undefined ||
      (wordA !== undefined && (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
    ) {
      add(ofA, wordA ?? '', false);
      i += 1;
    } else {
      add(ofB, wordB, false);
      j += 1;
    }
  }
  return [ofA, ofB];
}
