/** Datasets and samples: queries and changes, with what they make stale. Knows no page. */
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { call, upload, type Schema, type Sent } from './call';

export type Dataset = Schema<'DatasetOut'>;
export type Row = Schema<'RowOut'>;
export type Mapping = Dataset['mapping'];
export type Conversation = NonNullable<Row['conversation']>;
export type Turn = Conversation['turns'][number];
export type RejectedRow = Schema<'RejectedRowOut'>;
export type Sample = Schema<'SampleOut'>;
export type Task = Dataset['task'];

export interface DatasetFilter {
  search: string;
  task: Task | '';
  page: number;
  pageSize: number;
}

const LIST = ['datasets', 'list'] as const;

export const datasetsQuery = ({ search, task, page, pageSize }: DatasetFilter) =>
  queryOptions({
    queryKey: [...LIST, search, task, page, pageSize],
    queryFn: ({ signal }) =>
      call('get', '/datasets', { query: { search, task: task || undefined, page, page_size: pageSize }, signal }),
    placeholderData: keepPreviousData,
  });

export const datasetQuery = (id: number) =>
  queryOptions({
    queryKey: ['datasets', id],
    queryFn: ({ signal }) => call('get', '/datasets/{dataset_id}', { path: { dataset_id: id }, signal }),
  });

export const rowsQuery = (dataset: Pick<Dataset, 'id' | 'version'>, page: number, pageSize: number, search: string) =>
  queryOptions({
    queryKey: ['datasets', dataset.id, 'rows', dataset.version, page, pageSize, search],
    queryFn: ({ signal }) =>
      call('get', '/datasets/{dataset_id}/rows', {
        path: { dataset_id: dataset.id },
        query: { page, page_size: pageSize, search },
        signal,
      }),
    placeholderData: keepPreviousData,
  });

export const rejectedQuery = (dataset: Pick<Dataset, 'id' | 'version'>, page: number, pageSize: number) =>
  queryOptions({
    queryKey: ['datasets', dataset.id, 'rejected', dataset.version, page, pageSize],
    queryFn: ({ signal }) =>
      call('get', '/datasets/{dataset_id}/rejected', {
        path: { dataset_id: dataset.id },
        query: { page, page_size: pageSize },
        signal,
      }),
    placeholderData: keepPreviousData,
  });

export const samplesQuery = queryOptions({
  queryKey: ['samples'],
  queryFn: ({ signal }) => call('get', '/samples', { signal }),
});

export interface UploadRequest {
  file: File;
  /** What the form says of the columns beside the file; only when they could not be guessed. */
  fields?: Record<string, string>;
  onProgress: (sent: Sent) => void;
  signal: AbortSignal;
}

export function useUploadDataset() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ file, fields = {}, onProgress, signal }: UploadRequest) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      form.set('file', file);
      return upload('/datasets', form, onProgress, signal);
    },
    onSuccess: (dataset) => {
      client.setQueryData(datasetQuery(dataset.id).queryKey, dataset);
      void client.invalidateQueries({ queryKey: LIST });
      void client.invalidateQueries({ queryKey: ['overview'] });
    },
  });
}

export function useChangeDataset(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<'DatasetPatch'>) =>
      call('patch', '/datasets/{dataset_id}', { path: { dataset_id: id }, body }),
    onSuccess: (dataset) => {
      client.setQueryData(datasetQuery(id).queryKey, dataset);
      void client.invalidateQueries({ queryKey: LIST });
    },
  });
}

export function useDeleteDataset() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => call('delete', '/datasets/{dataset_id}', { path: { dataset_id: id } }),
    onSuccess: (_, id) => {
      void client.cancelQueries({ queryKey: ['datasets', id] }); // not removed: the page still shown would ask for it again
      void client.invalidateQueries({ queryKey: LIST });
      void client.invalidateQueries({ queryKey: samplesQuery.queryKey });
      void client.invalidateQueries({ queryKey: ['overview'] });
    },
  });
}

export function useTakeSample() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (key: string) => call('post', '/samples/{key}', { path: { key } }),
    onSuccess: () => client.invalidateQueries({ queryKey: samplesQuery.queryKey }),
  });
}
