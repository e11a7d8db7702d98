/** Asking tuned models, and which of them are loaded. Knows no component. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Schema } from '@/api/call';
import { datasetQuery, rowsQuery, type Row } from '@/api/datasets';
import { jobQuery } from '@/api/jobs';
import type { Model } from '@/api/models';

export type Prediction = Schema<'Prediction'>;
export type PredictOut = Schema<'PredictOut'>;
export type Predictor = Schema<'PredictorOut'>;

/** As many texts as one request may hold. */
export const MOST_TEXTS = 1024;
const POLL_MILLISECONDS = 2_000;
const EXAMPLES = 4;

export const predictorsQuery = queryOptions({
  queryKey: ['predictors'],
  queryFn: ({ signal }) => call('get', '/predictors', { signal }),
  refetchInterval: POLL_MILLISECONDS,
});

/** A few rows of the data the model learned from; none where that is not known, or gone. */
export function useExampleRows(model: Model): readonly Row[] {
  const job = useQuery({ ...jobQuery(model.job_id ?? 0), enabled: model.job_id !== null, retry: false }).data;
  const id = job?.dataset_id ?? null;
  const dataset = useQuery({ ...datasetQuery(id ?? 0), enabled: id !== null, retry: false }).data;
  const query = rowsQuery(dataset ?? { id: 0, version: 0 }, 1, EXAMPLES, '');
  return useQuery({ ...query, enabled: dataset !== undefined }).data?.items ?? [];
}

export function usePredict() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ modelId, texts, threshold }: { modelId: number; texts: string[]; threshold: number }) =>
      call('post', '/predict', { body: { model_id: modelId, texts, threshold } }),
    onSettled: () => client.invalidateQueries({ queryKey: predictorsQuery.queryKey, exact: true }),
  });
}

/** Loads a model ahead, so that the first answer does not wait for it; said once, it answers at once. */
export function useLoadAhead(modelId: number): void {
  const client = useQueryClient();
  useQuery({
    queryKey: ['predictors', 'ahead', modelId],
    queryFn: async ({ signal }) => {
      const predictor = await call('post', '/predictors', { body: { model_id: modelId }, signal });
      void client.invalidateQueries({ queryKey: predictorsQuery.queryKey, exact: true });
      return predictor;
    },
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
}

export function useUnload() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (modelId: number) => call('delete', '/predictors/{model_id}', { path: { model_id: modelId } }),
    onSettled: () => client.invalidateQueries({ queryKey: predictorsQuery.queryKey, exact: true }),
  });
}
