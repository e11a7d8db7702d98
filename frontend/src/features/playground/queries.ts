/** Asking tuned models, and which of them are loaded. Knows no component. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Schema } from '@/api/call';
import { rowsQuery, type Dataset } from '@/api/datasets';

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

/** A few texts of the data the model learned from. */
export const examplesQuery = (dataset: Pick<Dataset, 'id' | 'version'>) => rowsQuery(dataset, 1, EXAMPLES, '');

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
