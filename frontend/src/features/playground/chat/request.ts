/** What is asked of the server for the last question of a conversation. Knows no component. */
import type { GenerateIn, Sampling } from '@/api/generate';
import type { Model } from '@/api/models';
import { turnsOf, type Talk } from './talk';

/** A model that knows no way to write down a conversation continues the bare text of the last question. */
export function requestOf(model: Model, talk: Talk, sampling: Sampling): GenerateIn {
  if (model.has_chat_template) return { model_id: model.id, turns: turnsOf(talk), sampling };
  return { model_id: model.id, turns: [], prompt: talk.exchanges.at(-1)?.question ?? '', sampling };
}
