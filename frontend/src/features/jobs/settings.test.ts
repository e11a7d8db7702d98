import { expect, test } from 'vitest';
import {
  changedFields,
  fieldsFor,
  initialOf,
  initialSettings,
  initialTuning,
  TUNINGS,
  valueOf,
  withTuning,
  withValue,
} from './settings';

const rate = fieldsFor('full').find((field) => field.name === 'learning_rate');

test('the ways of tuning and their fields come from the schema', () => {
  expect(TUNINGS).toEqual(['full', 'head', 'lora']);
  const names = fieldsFor('lora').map((field) => field.name);
  expect(names).toContain('tuning.rank');
  expect(names).toContain('objective.class_weights');
  expect(fieldsFor('full').map((field) => field.name)).not.toContain('tuning.rank');
});

test('an untouched learning rate follows the way of tuning', () => {
  const lora = withTuning(initialSettings(), initialTuning('lora'));
  expect(rate && lora.learning_rate === initialOf(rate, 'lora')).toBe(true);
  expect(changedFields(lora)).toEqual([]);
});

test('an edited value stays when the way of tuning changes', () => {
  if (!rate) throw new Error('no learning rate');
  const edited = withValue(initialSettings(), rate, 3e-5);
  const lora = withTuning(edited, initialTuning('lora'));
  expect(valueOf(lora, rate)).toBe(3e-5);
  expect(changedFields(lora).map((field) => field.name)).toEqual(['learning_rate']);
});

test('a nested value is set without touching the others', () => {
  const [weights] = fieldsFor('full').filter((field) => field.name === 'objective.class_weights');
  if (!weights) throw new Error('no class weights');
  const settings = withValue(initialSettings(), weights, 'balanced');
  expect(settings.objective).toEqual({ kind: 'classify', class_weights: 'balanced' });
});
