/** What the create form holds, and how it becomes the body of a request. Knows no component. */
import { useEffect, useState } from 'react';
import type { Dataset } from '@/api/datasets';
import type { JobDetail } from '@/api/jobs';
import type { Model } from '@/api/models';
import type { JobIn, Settings } from './queries';
import { initialSettings, waysOf, withObjective, type ObjectiveKind } from './settings';

export interface Draft {
  name: string;
  description: string;
  outputName: string;
  modelId: number | null;
  datasetId: number | null;
  validationDatasetId: number | null;
  settings: Settings;
}

export function emptyDraft(): Draft {
  return {
    name: '',
    description: '',
    outputName: '',
    modelId: null,
    datasetId: null,
    validationDatasetId: null,
    settings: initialSettings(),
  };
}

/** A clone: the same choices under a new name. */
export function draftOf(job: JobDetail): Draft {
  const numbered = /^(.*)-v(\d+)$/.exec(job.name);
  return {
    name: numbered ? `${numbered[1] ?? ''}-v${Number(numbered[2]) + 1}` : `${job.name}-v2`,
    description: job.description,
    outputName: '',
    modelId: job.model_id ?? null,
    datasetId: job.dataset_id ?? null,
    validationDatasetId: job.validation_dataset_id ?? null,
    settings: { ...initialSettings(waysOf(job.settings)), ...job.settings },
  };
}

/** What data of this kind teach; null for data that teach nothing yet. */
export function objectiveOf(task: Dataset['task']): ObjectiveKind | null {
  switch (task) {
    case 'classification':
      return 'classify';
    case 'conversation':
      return 'chat';
    case 'plain_text':
      return null;
  }
}

/** Whether a model can learn it. An adapter alone is no base. */
export function isBaseFor(model: Pick<Model, 'task' | 'is_adapter'>, objective: ObjectiveKind): boolean {
  if (model.is_adapter || model.task === 'classifier') return false;
  return objective === 'classify' || model.task === 'language_model';
}

/** Other data: the objective follows, and what no longer suits is let go. */
export function withData(
  draft: Draft,
  dataset: Pick<Dataset, 'id' | 'name' | 'task'>,
  model: Pick<Model, 'task' | 'is_adapter'> | undefined,
): Draft {
  const objective = objectiveOf(dataset.task) ?? draft.settings.objective.kind;
  const follows = objective !== draft.settings.objective.kind;
  return {
    ...draft,
    name: draft.name.trim() ? draft.name : dataset.name,
    datasetId: dataset.id,
    validationDatasetId: follows ? null : draft.validationDatasetId,
    modelId: model && !isBaseFor(model, objective) ? null : draft.modelId,
    settings: withObjective(draft.settings, objective),
  };
}

/** A prompt that was left empty is none. */
function withoutEmptyPrompts(settings: Settings): Settings {
  const { objective } = settings;
  if (objective.kind !== 'chat') return settings;
  const prompts = objective.sample_prompts.filter((prompt) => prompt.trim());
  return { ...settings, objective: { ...objective, sample_prompts: prompts } };
}

/** The request, or null while model or data are not chosen. An empty name is checked as a placeholder would be. */
export function toJob(draft: Draft): JobIn | null {
  if (draft.modelId === null || draft.datasetId === null) return null;
  return {
    name: draft.name.trim() || '-',
    description: draft.description.trim(),
    model_id: draft.modelId,
    dataset_id: draft.datasetId,
    validation_dataset_id: draft.validationDatasetId,
    output_name: draft.outputName.trim() || null,
    settings: withoutEmptyPrompts(draft.settings),
  };
}

/** A value once it has not changed for a while; compared by content. */
export function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value);
  const content = JSON.stringify(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(JSON.parse(content) as T), milliseconds);
    return () => window.clearTimeout(timer);
  }, [content, milliseconds]);
  return settled;
}
