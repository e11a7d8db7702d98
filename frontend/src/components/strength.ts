/** A rough measure of a password, for the meter only; the server decides. */
export type Strength = 'weak' | 'fair' | 'good' | 'strong';

/** The server refuses shorter ones. */
export const SHORTEST_PASSWORD = 8;

export const STRENGTHS: readonly Strength[] = ['weak', 'fair', 'good', 'strong'];
const CLASSES = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/];

export function strengthOf(password: string): Strength {
  const different = new Set(password).size;
  const kinds = CLASSES.filter((kind) => kind.test(password)).length;
  if (password.length < 8 || different < 5) return 'weak';
  const score =
    Number(password.length >= 12) + Number(password.length >= 16) + Number(kinds >= 3) + Number(different >= 10);
  if (score >= 3) return 'strong';
  return score >= 1 ? 'good' : 'fair';
}
