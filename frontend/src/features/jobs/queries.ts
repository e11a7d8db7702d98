/** What the job pages ask of the server beyond the shared list: series, checkpoints, checks, new jobs. Knows no component. */
import { keepPreviousData, queryOptions, useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { call, type Schema } from '@/api/call';
import { jobQuery, type Job, type JobDetail } from '@/api/jobs';
import { withSample, type SamplePoint } from './samples';

export type JobIn = Schema<'JobIn'>;
export type JobCheck = Schema<'JobCheck'>;
export type Finding = Schema<'Finding'>;
export type Series = Schema<'SeriesOut'>;
export type StepPoint = Schema<'StepPoint'>;
export type EvaluationPoint = Schema<'EvaluationPoint'>;
export type Settings = Schema<'TrainSettings'>;

export type PredictedRow = Schema<'PredictedRow'>;

/** Which validation rows: those that have, or were said to have, a label or not. */
export interface Cell {
  label?: string;
  guess?: string;
  not_label?: string;
  not_guess?: string;
  wrong_only?: boolean;
}

/** As many as a chart draws without effort; the server thins out what is more. */
export const MAX_POINTS = 2000;

export const seriesQuery = (id: number) =>
  queryOptions({
    queryKey: ['jobs', id, 'series'],
    queryFn: ({ signal }) =>
      call('get', '/jobs/{job_id}/series', { path: { job_id: id }, query: { max_points: MAX_POINTS }, signal }),
  });

export const samplesQuery = (id: number) =>
  queryOptions({
    queryKey: ['jobs', id, 'samples'],
    queryFn: ({ signal }) => call('get', '/jobs/{job_id}/samples', { path: { job_id: id }, signal }),
  });

export const checkpointsQuery = (id: number) =>
  queryOptions({
    queryKey: ['jobs', id, 'checkpoints'],
    queryFn: ({ signal }) => call('get', '/jobs/{job_id}/checkpoints', { path: { job_id: id }, signal }),
  });

export const tailQuery = (id: number, lines: number) =>
  queryOptions({
    queryKey: ['jobs', id, 'logs', 'tail', lines],
    queryFn: ({ signal }) =>
      call('get', '/jobs/{job_id}/logs', { path: { job_id: id }, query: { tail: lines }, signal }),
  });

export const predictionsQuery = (id: number, query: Cell & { search: string; page: number; page_size: number }) =>
  queryOptions({
    queryKey: ['jobs', id, 'predictions', query],
    queryFn: ({ signal }) => call('get', '/jobs/{job_id}/predictions', { path: { job_id: id }, query, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });

export const checkQuery = (job: JobIn | null) =>
  queryOptions({
    queryKey: ['jobs', 'check', job],
    queryFn: ({ signal }) => call('post', '/jobs/validate', { body: job as JobIn, signal }),
    enabled: job !== null,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

function takeJob(client: QueryClient, job: Job): void {
  client.setQueryData(jobQuery(job.id).queryKey, (old: JobDetail | undefined) => old && { ...old, ...job });
  void client.invalidateQueries({ queryKey: ['jobs'] });
  void client.invalidateQueries({ queryKey: ['overview'] });
}

/** The key makes a second click, or a retry after a lost answer, the same job. */
export function useCreateJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ job, key }: { job: JobIn; key: string }) =>
      call('post', '/jobs', { body: job, headers: { 'idempotency-key': key } }),
    onSuccess: (job) => takeJob(client, job),
  });
}

export function useRestartJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => call('post', '/jobs/{job_id}/restart', { path: { job_id: id } }),
    onSuccess: (job) => takeJob(client, job),
  });
}

export function useResumeJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, step }: { id: number; step?: number }) =>
      call('post', '/jobs/{job_id}/resume', { path: { job_id: id }, body: { step: step ?? null } }),
    onSuccess: (job) => takeJob(client, job),
  });
}

/** A live point goes to the end; one that is not newer means another attempt took over, so all is asked anew. */
export function appendPoint<K extends 'steps' | 'evaluations'>(
  client: QueryClient,
  id: number,
  kind: K,
  point: Series[K][number],
): void {
  const key = seriesQuery(id).queryKey;
  const known = client.getQueryData(key);
  const last = known?.[kind].at(-1);
  if (!known || (last && last.step >= point.step) || known[kind].length >= MAX_POINTS * 1.5) {
    void client.invalidateQueries({ queryKey: key });
    return;
  }
  client.setQueryData(key, { ...known, [kind]: [...known[kind], point] });
}

/** A live answer joins the others; one of an earlier step means another attempt took over, so all is asked anew. */
export function appendSample(client: QueryClient, id: number, point: SamplePoint): void {
  const key = samplesQuery(id).queryKey;
  const known = client.getQueryData(key);
  const next = known && withSample(known, point);
  if (next) client.setQueryData(key, next);
  else void client.invalidateQueries({ queryKey: key });
}
