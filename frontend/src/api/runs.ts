/** Background work that is followed live: one run, until it ends. Knows no page and no kind of run. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef } from 'react';
import { call, type Schema } from './call';
import { useLive } from './live';

export type Run = Schema<'RunOut'>;

const LIVE: readonly Run['state'][] = ['PENDING', 'PREPARING', 'RUNNING'];

export function isLiveRun(run: Pick<Run, 'state'>): boolean {
  return LIVE.includes(run.state);
}

export const runQuery = (id: number) =>
  queryOptions({
    queryKey: ['runs', id],
    queryFn: ({ signal }) => call('get', '/runs/{run_id}', { path: { run_id: id }, signal }),
  });

/** Follows a run as it happens; `onEnd` is called once when it ends while it is watched. */
export function useRun(id: number | null, onEnd?: (run: Run) => void): Run | undefined {
  const client = useQueryClient();
  const run = useQuery({ ...runQuery(id ?? 0), enabled: id !== null }).data;
  const key = runQuery(id ?? 0).queryKey;
  const live = id !== null && (!run || isLiveRun(run));
  useLive(live ? `run:${id}` : null, {
    run: (data: Run) => client.setQueryData(key, data),
    resync: () => void client.invalidateQueries({ queryKey: key }),
  });
  const wasLive = useRef(false);
  const ended = useEffectEvent((last: Run) => onEnd?.(last));
  useEffect(() => {
    if (!run) return;
    if (wasLive.current && !isLiveRun(run)) ended(run);
    wasLive.current = isLiveRun(run);
  }, [run]);
  return run;
}

export function useStopRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, mode }: { id: number; mode: 'save' | 'discard' }) =>
      call('post', '/runs/{run_id}/stop', { path: { run_id: id }, body: { mode } }),
    onSuccess: (run) => client.setQueryData(runQuery(run.id).queryKey, run),
  });
}
