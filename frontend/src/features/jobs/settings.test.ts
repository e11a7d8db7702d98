import { expect, test } from 'vitest';
import type { Field } from './declared';
import {
  changedFields,
  fieldsFor,
  initialOf,
  initialSettings,
  initialTuning,
  tuningsFor,
  valueOf,
  waysOf,
  withObjective,
  withTuning,
  withValue,
  type Ways,
} from './settings';

const CLASSIFY: Ways = { objective: 'classify', tuning: 'full' };
const CHAT: Ways = { objective: 'chat', tuning: 'full' };

function field(ways: Ways, name: string): Field {
  const found = fieldsFor(ways).find((known) => known.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

const rate = field(CLASSIFY, 'learning_rate');

test('the ways of tuning and their fields come from the schema', () => {
  expect(tuningsFor('classify')).toEqual(['full', 'head', 'lora']);
  const names = fieldsFor({ objective: 'classify', tuning: 'lora' }).map(({ name }) => name);
  expect(names).toContain('tuning.rank');
  expect(names).toContain('objective.class_weights');
  expect(fieldsFor(CLASSIFY).map(({ name }) => name)).not.toContain('tuning.rank');
});

test('conversations have their own fields, and no head to train alone', () => {
  expect(tuningsFor('chat')).toEqual(['full', 'lora']);
  const names = fieldsFor(CHAT).map(({ name }) => name);
  for (const name of ['learn', 'long_rows', 'template', 'sample_prompts', 'sample_tokens']) {
    expect(names).toContain(`objective.${name}`);
  }
  expect(names).not.toContain('objective.class_weights');
  expect(field(CHAT, 'objective.sample_prompts')).toMatchObject({ kind: 'texts', max: 8, longest: 2000 });
});

test('an untouched learning rate follows the way of tuning', () => {
  const lora = withTuning(initialSettings(), initialTuning('lora'));
  expect(lora.learning_rate).toBe(initialOf(rate, { objective: 'classify', tuning: 'lora' }));
  expect(changedFields(lora)).toEqual([]);
});

test('untouched values follow the objective, and come back with it', () => {
  const chat = withObjective(initialSettings(), 'chat');
  expect([chat.learning_rate, chat.batch_rows, chat.max_tokens]).toEqual([1e-5, 8, 512]);
  expect(chat.objective.kind).toBe('chat');
  expect(changedFields(chat)).toEqual([]);
  expect(withObjective(chat, 'classify')).toEqual(initialSettings());
});

test('head only gives way to full tuning where there is no head', () => {
  const head = withTuning(initialSettings(), initialTuning('head'));
  const chat = withObjective(head, 'chat');
  expect(waysOf(chat)).toEqual(CHAT);
  expect(chat.learning_rate).toBe(1e-5);
});

test('an edited value stays when tuning or objective change', () => {
  const edited = withValue(initialSettings(), rate, 3e-5);
  const lora = withTuning(edited, initialTuning('lora'));
  expect(valueOf(lora, rate)).toBe(3e-5);
  expect(changedFields(lora).map(({ name }) => name)).toEqual(['learning_rate']);
  const chat = withObjective(lora, 'chat');
  expect([chat.learning_rate, chat.batch_rows, chat.tuning.kind]).toEqual([3e-5, 8, 'lora']);
});

test('a nested value is set without touching the others', () => {
  const settings = withValue(initialSettings(), field(CLASSIFY, 'objective.class_weights'), 'balanced');
  expect(settings.objective).toEqual({ kind: 'classify', class_weights: 'balanced' });
});

test('prompts count as changed only when there are some', () => {
  const prompts = field(CHAT, 'objective.sample_prompts');
  const asked = withValue(initialSettings(CHAT), prompts, ['你好']);
  expect(changedFields(asked).map(({ name }) => name)).toEqual(['objective.sample_prompts']);
  expect(changedFields(withValue(asked, prompts, []))).toEqual([]);
});
