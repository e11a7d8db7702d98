/** What a model is good for, and where that is done. Knows no component. */
import type { Model } from '@/api/models';

export type Ability = 'encoder' | 'language_model' | 'continues' | 'adapter' | 'classifier';

/** A training can start from it: an adapter alone and a classifier cannot be trained on. */
export function isTrainable({ task, is_adapter }: Pick<Model, 'task' | 'is_adapter'>): boolean {
  return task !== 'classifier' && !is_adapter;
}

export function abilityOf({ task, is_adapter, has_chat_template }: Model): Ability {
  if (task !== 'language_model') return task;
  if (is_adapter) return 'adapter';
  return has_chat_template ? 'language_model' : 'continues';
}

export function trainAddress({ id }: Pick<Model, 'id'>): string {
  return `/jobs/new?model=${id}`;
}

export function chatAddress({ id }: Pick<Model, 'id'>): string {
  return `/playground?mode=chat&model=${id}`;
}
