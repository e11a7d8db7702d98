/** Tokens in runs of one fate: learned, only read, or cut off. Pure; knows no component. */
import type { RenderedToken } from './renderings';

export type Fate = 'learned' | 'read' | 'cut';

export interface Segment {
  /** Of its first token, among all. */
  start: number;
  fate: Fate;
  tokens: readonly RenderedToken[];
}

export function fateOf(token: Pick<RenderedToken, 'learned' | 'cut'>): Fate {
  if (token.cut) return 'cut';
  return token.learned ? 'learned' : 'read';
}

export function segmentsOf(tokens: readonly RenderedToken[]): Segment[] {
  const segments: (Segment & { tokens: RenderedToken[] })[] = [];
  for (const [start, token] of tokens.entries()) {
    const last = segments.at(-1);
    const fate = fateOf(token);
    if (last?.fate === fate) last.tokens.push(token);
    else segments.push({ start, fate, tokens: [token] });
  }
  return segments;
}
