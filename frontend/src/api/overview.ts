/** The dashboard's numbers and the machine's load. Knows no page. */
import { queryOptions } from '@tanstack/react-query';
import { call, type Schema } from './call';

export type Overview = Schema<'OverviewOut'>;
export type System = Schema<'SystemOut'>;

const OVERVIEW_MILLISECONDS = 5_000;
const SYSTEM_MILLISECONDS = 2_000;

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => call('get', '/overview', { signal }),
  refetchInterval: OVERVIEW_MILLISECONDS,
});

export const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: ({ signal }) => call('get', '/system', { signal }),
  refetchInterval: SYSTEM_MILLISECONDS,
});
