import { expect, test } from 'vitest';
import type { Model } from '@/api/models';
import { abilityOf, chatAddress, isTrainable, trainAddress } from './ability';

function model(task: Model['task'], of: Partial<Model> = {}): Model {
  return { id: 7, task, is_adapter: false, has_chat_template: false, ...of } as Model;
}

test('a language model chats where it knows how to write a conversation, else it continues texts', () => {
  expect(abilityOf(model('language_model', { has_chat_template: true }))).toBe('language_model');
  expect(abilityOf(model('language_model'))).toBe('continues');
  expect(abilityOf(model('language_model', { is_adapter: true }))).toBe('adapter');
  expect(abilityOf(model('classifier'))).toBe('classifier');
});

test('neither a classifier nor an adapter alone can be trained on', () => {
  expect(isTrainable(model('encoder'))).toBe(true);
  expect(isTrainable(model('language_model'))).toBe(true);
  expect(isTrainable(model('language_model', { is_adapter: true }))).toBe(false);
  expect(isTrainable(model('classifier'))).toBe(false);
});

test('a model is taken along to where it is trained or talked to', () => {
  expect(trainAddress({ id: 7 })).toBe('/jobs/new?model=7');
  expect(chatAddress({ id: 7 })).toBe('/playground?mode=chat&model=7');
});
