/** Rows as a model sees them: asked for twenty at a time, followed until a worker has done them. Knows no component. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { call, type Schema } from '@/api/call';
import type { Dataset } from '@/api/datasets';
import { ApiError } from '@/api/errors';
import { isLiveRun } from '@/api/runs';

export type RenderedRow = Schema<'RenderedRow'>;
export type RenderedToken = Schema<'RenderedToken'>;
export type Rendering = Schema<'RenderingOut'>;

/** What decides how a row looks. */
export interface Look {
  modelId: number;
  maxTokens: number;
  learn: Schema<'LearnedTurns'>;
  template: Schema<'ChatTemplate'>;
}

/** As many rows as one rendering holds. */
export const BLOCK_ROWS = 20;
const NEAR_ROWS = 5;
const POLL_MILLISECONDS = 500;

type Data = Pick<Dataset, 'id' | 'version' | 'rows'>;

const startQuery = (dataset: Data, look: Look, block: number) =>
  queryOptions({
    queryKey: ['datasets', dataset.id, 'rendered', dataset.version, look, block],
    queryFn: ({ signal }) =>
      call('post', '/datasets/{dataset_id}/rendered', {
        path: { dataset_id: dataset.id },
        body: {
          model_id: look.modelId,
          line_offset: block * BLOCK_ROWS,
          count: BLOCK_ROWS,
          max_tokens: look.maxTokens,
          objective: { learn: look.learn, long_rows: 'cut', template: look.template },
        },
        signal,
      }),
    staleTime: Infinity,
  });

const followQuery = (started: Rendering | undefined) =>
  queryOptions({
    queryKey: ['renderings', started?.run_id ?? 0],
    queryFn: ({ signal }) => call('get', '/renderings/{run_id}', { path: { run_id: started?.run_id ?? 0 }, signal }),
    enabled: started !== undefined && isLiveRun(started),
    refetchInterval: ({ state }) => (state.error || (state.data && !isLiveRun(state.data)) ? false : POLL_MILLISECONDS),
    staleTime: Infinity,
  });

export interface Shown {
  rows: readonly RenderedRow[] | null;
  error: unknown;
  again: () => void;
}

const STOPPED = { code: 'state_conflict', params: { state: 'STOPPED', action: 'show' }, message: 'STOPPED' };

/** A run that failed is an error like any other; `again` asks anew. */
function useBlock(dataset: Data, look: Look, block: number, enabled: boolean): Shown {
  const start = useQuery({ ...startQuery(dataset, look, block), enabled });
  const follow = useQuery(followQuery(start.data));
  const last = follow.data ?? start.data;
  const failed = last?.error ? new ApiError({ ...last.error, request_id: null }, 0) : null;
  const stopped = last?.state === 'STOPPED' ? new ApiError({ ...STOPPED, request_id: null }, 0) : null;
  return {
    rows: last?.rows ?? null,
    error: start.isFetching || follow.isRefetching ? null : (start.error ?? follow.error ?? failed ?? stopped),
    again: () => {
      void start.refetch();
      if (follow.error) void follow.refetch();
    },
  };
}

/** The block that is looked at, and ahead of time the one that the next steps lead to. */
export function useRendered(dataset: Data, look: Look, row: number): Shown {
  const block = Math.floor(row / BLOCK_ROWS);
  const shown = useBlock(dataset, look, block, true);
  const ahead = blockAhead(row, dataset.rows);
  useBlock(dataset, look, ahead ?? block, ahead !== null && shown.rows !== null);
  return shown;
}

/** Near the end of a block, or its beginning, the neighbour; null in between, and where there is none. */
export function blockAhead(row: number, rows: number): number | null {
  const block = Math.floor(row / BLOCK_ROWS);
  const place = row % BLOCK_ROWS;
  if (place >= BLOCK_ROWS - NEAR_ROWS) return (block + 1) * BLOCK_ROWS < rows ? block + 1 : null;
  if (place < NEAR_ROWS && block > 0) return block - 1;
  return null;
}
