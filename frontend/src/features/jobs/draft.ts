/** What the create form holds, and how it becomes the body of a request. Knows no component. */
import { useEffect, useState } from 'react';
import type { JobDetail } from '@/api/jobs';
import type { JobIn, Settings } from './queries';
import { initialSettings } from './settings';

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
    settings: { ...initialSettings(job.settings.tuning.kind), ...job.settings },
  };
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
    settings: draft.settings,
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
