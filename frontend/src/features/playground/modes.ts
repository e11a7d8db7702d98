/** What the playground does, as its address says, and which models are meant. Knows no component. */
import type { Model } from '@/api/models';

export const MODES = ['classify', 'chat', 'compare'] as const;
export type Mode = (typeof MODES)[number];

interface Known {
  classifiers: readonly Pick<Model, 'id'>[];
  writers: readonly Pick<Model, 'id'>[];
}

/** An address that names only a model, as links to try one do, means what that model can do. */
export function modeOf(asked: string, model: number, { classifiers, writers }: Known): Mode {
  if (asked === 'batch') return 'classify';
  const named = MODES.find((mode) => mode === asked);
  if (named) return named;
  if (writers.some(({ id }) => id === model)) return 'chat';
  if (classifiers.some(({ id }) => id === model)) return 'classify';
  return classifiers.length === 0 && writers.length > 0 ? 'chat' : 'classify';
}

type Related = Pick<Model, 'id' | 'base_model_id'>;

/** The two models to compare: as asked; else the newest tuned one beside its base. Null when there are no two. */
export function pairOf<M extends Related>(models: readonly M[], a: number, b: number): { a: M; b: M } | null {
  const find = (id: number | null | undefined) => models.find((model) => model.id === id);
  const right =
    find(b) ?? models.find((model) => model.id !== a && find(model.base_model_id)) ?? models.find(({ id }) => id !== a);
  const asked = find(a) === right ? undefined : find(a);
  const left = asked ?? find(right?.base_model_id) ?? models.find((model) => model !== right);
  return left && right ? { a: left, b: right } : null;
}

/** What a program calls a model: its name, which is the newest one's where several bear it; else its number. */
export function calledAs<M extends Pick<Model, 'id' | 'name'>>(model: M, newestFirst: readonly M[]): string {
  return newestFirst.find(({ name }) => name === model.name)?.id === model.id ? model.name : String(model.id);
}
