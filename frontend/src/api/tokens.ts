/** API tokens. Knows no page. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { call, type Schema } from './call';

export type Token = Schema<'TokenOut'>;

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: ({ signal }) => call('get', '/tokens', { signal }),
});

export function useCreateToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => call('post', '/tokens', { body: { name } }),
    onSuccess: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => call('delete', '/tokens/{token_id}', { path: { token_id: id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
}
