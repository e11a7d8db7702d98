/** The log by line number, in chunks that come and go; the browser never holds it whole. Knows no component. */
import { keepPreviousData, useInfiniteQuery, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type Schema } from '@/api/call';
import { useLive } from '@/api/live';

export type LogLine = Schema<'LogLineOut'>;
export type Level = LogLine['level'];

export interface LogFilter {
  text: string;
  levels: readonly Level[];
}

export const LEVELS: readonly Level[] = ['DEBUG', 'INFO', 'WARNING', 'ERROR'];
const CHUNK_LINES = 200;
const MATCHES_PER_PAGE = 500;

const chunkKey = (id: number, chunk: number) => ['jobs', id, 'logs', 'chunk', chunk];

function fetchChunk(id: number, chunk: number, signal: AbortSignal) {
  const query = { from_line: chunk * CHUNK_LINES + 1, limit: CHUNK_LINES };
  return call('get', '/jobs/{job_id}/logs', { path: { job_id: id }, query, signal });
}

export interface LogTotal {
  /** How many lines there are; grows live. */
  total: number | undefined;
  error: unknown;
  retry: () => void;
}

export function useLogTotal(id: number, live: boolean): LogTotal {
  const client = useQueryClient();
  const [heard, setHeard] = useState(0);
  const first = useQuery({ queryKey: chunkKey(id, 0), queryFn: ({ signal }) => fetchChunk(id, 0, signal) });
  useLive(live ? `job:${id}` : null, {
    log: (line: LogLine) => {
      setHeard((known) => Math.max(known, line.number));
      client.setQueryData(
        chunkKey(id, Math.floor((line.number - 1) / CHUNK_LINES)),
        (old: Schema<'LogPage'> | undefined) =>
          old && old.lines.at(-1)?.number === line.number - 1
            ? { ...old, lines: [...old.lines, line], total: Math.max(old.total, line.number) }
            : old,
      );
    },
    resync: () => void client.invalidateQueries({ queryKey: ['jobs', id, 'logs'] }),
  });
  return {
    total: first.data && Math.max(first.data.total, heard),
    error: first.data ? null : first.error,
    retry: () => void first.refetch(),
  };
}

/** The lines of the shown range (0-based, end exclusive); undefined while a chunk is on its way. */
export function useLogLines(
  id: number,
  start: number,
  end: number,
  total: number,
): (index: number) => LogLine | undefined {
  const firstChunk = Math.floor(start / CHUNK_LINES);
  const lastChunk = Math.max(firstChunk, Math.floor(Math.max(start, end - 1) / CHUNK_LINES));
  const chunks = Array.from({ length: lastChunk - firstChunk + 1 }, (_, offset) => firstChunk + offset);
  const answers = useQueries({
    queries: chunks.map((chunk) => ({
      queryKey: chunkKey(id, chunk),
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchChunk(id, chunk, signal),
      gcTime: 60_000,
      staleTime: (query: { state: { data?: Schema<'LogPage'> } }) => {
        const lines = query.state.data?.lines.length ?? 0;
        return lines >= Math.min(CHUNK_LINES, total - chunk * CHUNK_LINES) ? Infinity : 0;
      },
    })),
  });
  return (index) => answers[Math.floor(index / CHUNK_LINES) - firstChunk]?.data?.lines[index % CHUNK_LINES];
}

export function useLogMatches(id: number, filter: LogFilter, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['jobs', id, 'logs', 'matches', filter.text, filter.levels.join()],
    initialPageParam: 1,
    queryFn: ({ pageParam, signal }) =>
      call('get', '/jobs/{job_id}/logs', {
        path: { job_id: id },
        query: {
          from_line: pageParam,
          limit: MATCHES_PER_PAGE,
          q: filter.text || undefined,
          level: [...filter.levels],
        },
        signal,
      }),
    getNextPageParam: (last) =>
      last.lines.length < MATCHES_PER_PAGE ? undefined : (last.lines.at(-1)?.number ?? 0) + 1,
    placeholderData: keepPreviousData,
    enabled,
  });
}
