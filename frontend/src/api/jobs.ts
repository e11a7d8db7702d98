/** Training jobs: queries, changes, and following one live. Knows no page. */
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { call, type Schema } from './call';
import { useLive } from './live';
import { isLiveRun } from './runs';

export type Job = Schema<'JobOut'>;
export type JobDetail = Schema<'JobDetail'>;
export type StopMode = NonNullable<Schema<'StopIn'>['mode']>;

export interface JobFilter {
  states: readonly Job['state'][];
  search: string;
  page: number;
  pageSize: number;
}

const LIST = ['jobs', 'list'] as const;

export const jobsQuery = ({ states, search, page, pageSize }: JobFilter) =>
  queryOptions({
    queryKey: [...LIST, states.join(), search, page, pageSize],
    queryFn: ({ signal }) =>
      call('get', '/jobs', { query: { state: [...states], search, page, page_size: pageSize }, signal }),
    placeholderData: keepPreviousData,
  });

export const jobQuery = (id: number) =>
  queryOptions({
    queryKey: ['jobs', id],
    queryFn: ({ signal }) => call('get', '/jobs/{job_id}', { path: { job_id: id }, signal }),
  });

function useStale() {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: LIST });
    void client.invalidateQueries({ queryKey: ['overview'] });
  };
}

export function useStopJob() {
  const client = useQueryClient();
  const stale = useStale();
  return useMutation({
    mutationFn: ({ id, mode }: { id: number; mode: StopMode }) =>
      call('post', '/jobs/{job_id}/stop', { path: { job_id: id }, body: { mode } }),
    onSuccess: (job) => {
      client.setQueryData(jobQuery(job.id).queryKey, (old) => old && { ...old, ...job });
      stale();
    },
  });
}

export function useDeleteJob() {
  const client = useQueryClient();
  const stale = useStale();
  return useMutation({
    mutationFn: (id: number) => call('delete', '/jobs/{job_id}', { path: { job_id: id } }),
    onSuccess: (_, id) => {
      void client.cancelQueries({ queryKey: ['jobs', id] }); // not removed: the page still shown would ask for it again
      stale();
    },
  });
}

/** While a job is live, its events go to `onJob`; `onResync` asks anew when some may have been missed. */
export function useLiveJob(job: Pick<Job, 'id' | 'state'>, onJob: (job: Job) => void, onResync: () => void): void {
  useLive(isLiveRun(job) ? `job:${job.id}` : null, { job: onJob, resync: onResync });
}
