import { expect, test } from 'vitest';
import { emptyDraft, isBaseFor, toJob, withData } from './draft';
import { initialSettings, withValue, fieldsFor } from './settings';

const TALKS = { id: 3, name: 'support', task: 'conversation' } as const;
const REVIEWS = { id: 4, name: 'reviews', task: 'classification' } as const;
const WRITER = { task: 'language_model', is_adapter: false } as const;
const ENCODER = { task: 'encoder', is_adapter: false } as const;

test('what is learned follows the data, and the name with it while there is none', () => {
  const draft = withData({ ...emptyDraft(), validationDatasetId: 9 }, TALKS, undefined);
  expect(draft).toMatchObject({ datasetId: 3, name: 'support', validationDatasetId: null });
  expect(draft.settings).toEqual(initialSettings({ objective: 'chat', tuning: 'full' }));
  const back = withData(draft, REVIEWS, undefined);
  expect(back).toMatchObject({ datasetId: 4, name: 'support' });
  expect(back.settings.objective.kind).toBe('classify');
});

test('a model that cannot write is let go, one that can stays', () => {
  const draft = { ...emptyDraft(), modelId: 5 };
  expect(withData(draft, TALKS, ENCODER).modelId).toBeNull();
  expect(withData(draft, TALKS, WRITER).modelId).toBe(5);
  expect(withData(draft, REVIEWS, WRITER).modelId).toBe(5);
});

test('validation data stay with data of the same kind', () => {
  const draft = { ...emptyDraft(), validationDatasetId: 9 };
  expect(withData(draft, REVIEWS, undefined).validationDatasetId).toBe(9);
});

test('neither an adapter nor a classifier is a base', () => {
  expect(isBaseFor({ task: 'language_model', is_adapter: true }, 'chat')).toBe(false);
  expect(isBaseFor({ task: 'classifier', is_adapter: false }, 'classify')).toBe(false);
  expect(isBaseFor(ENCODER, 'classify')).toBe(true);
  expect(isBaseFor(ENCODER, 'chat')).toBe(false);
});

test('a prompt that was left empty is not sent', () => {
  const draft = withData({ ...emptyDraft(), modelId: 5 }, TALKS, WRITER);
  const prompts = fieldsFor({ objective: 'chat', tuning: 'full' }).find(({ kind }) => kind === 'texts');
  if (!prompts) throw new Error('no prompts');
  const job = toJob({ ...draft, settings: withValue(draft.settings, prompts, ['Hello?', ' ', '']) });
  expect(job?.settings?.objective).toMatchObject({ kind: 'chat', sample_prompts: ['Hello?'] });
});
