/** Models and starters: queries and changes, with what they make stale. Knows no page. */
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { call, type Schema } from './call';

export type Model = Schema<'ModelOut'>;
export type Starter = Schema<'StarterOut'>;
export type ModelSource = Model['source'];
export type PackagePull = Schema<'PackagePullOut'>;
export type PackageWish = Schema<'PackageIn'>;

export interface ModelFilter {
  search: string;
  source?: ModelSource;
  task?: Model['task'];
  /** Whether a training can start from it. */
  base?: boolean;
  /** Whether it came of a training, or has a trained head. */
  tuned?: boolean;
  page: number;
  pageSize: number;
}

const LIST = ['models', 'list'] as const;

export const modelsQuery = ({ search, source, task, base, tuned, page, pageSize }: ModelFilter) =>
  queryOptions({
    queryKey: [...LIST, search, source ?? '', task ?? '', base ?? '', tuned ?? '', page, pageSize],
    queryFn: ({ signal }) =>
      call('get', '/models', {
        query: { search, source, task: task && [task], base, tuned, page, page_size: pageSize },
        signal,
      }),
    placeholderData: keepPreviousData,
  });

export const modelQuery = (id: number) =>
  queryOptions({
    queryKey: ['models', id],
    queryFn: ({ signal }) => call('get', '/models/{model_id}', { path: { model_id: id }, signal }),
  });

export const startersQuery = queryOptions({
  queryKey: ['starters'],
  queryFn: ({ signal }) => call('get', '/starters', { signal }),
});

export const packagesQuery = queryOptions({
  queryKey: ['packages'],
  queryFn: ({ signal }) => call('get', '/packages', { signal }),
});

function useStale() {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: LIST });
    void client.invalidateQueries({ queryKey: startersQuery.queryKey });
    void client.invalidateQueries({ queryKey: packagesQuery.queryKey });
    void client.invalidateQueries({ queryKey: ['overview'] });
  };
}

export function useTakeStarter() {
  return useMutation({
    mutationFn: (key: string) => call('post', '/starters/{key}', { path: { key } }),
    onSuccess: useStale(),
  });
}

export function useDiscardDownload() {
  return useMutation({
    mutationFn: (key: string) => call('delete', '/starters/{key}/download', { path: { key } }),
    onSuccess: useStale(),
  });
}

export function useTakePackage() {
  return useMutation({
    mutationFn: (body: PackageWish) => call('post', '/packages', { body }),
    onSuccess: useStale(),
  });
}

export function useForgetPackage() {
  return useMutation({
    mutationFn: (runId: number) => call('delete', '/packages/{run_id}', { path: { run_id: runId } }),
    onSuccess: useStale(),
  });
}

export function useAddModelFolder() {
  return useMutation({
    mutationFn: (body: Schema<'ModelFolderIn'>) => call('post', '/models', { body }),
    onSuccess: useStale(),
  });
}

export function useChangeModel(id: number) {
  const client = useQueryClient();
  const stale = useStale();
  return useMutation({
    mutationFn: (body: Schema<'ModelPatch'>) => call('patch', '/models/{model_id}', { path: { model_id: id }, body }),
    onSuccess: (model) => {
      client.setQueryData(modelQuery(id).queryKey, model);
      stale();
    },
  });
}

export function useDeleteModel() {
  const client = useQueryClient();
  const stale = useStale();
  return useMutation({
    mutationFn: (id: number) => call('delete', '/models/{model_id}', { path: { model_id: id } }),
    onSuccess: (_, id) => {
      void client.cancelQueries({ queryKey: ['models', id] }); // not removed: the page still shown would ask for it again
      stale();
    },
  });
}
