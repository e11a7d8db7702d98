/** Who is signed in, and signing in and out. Knows no page. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Schema } from './call';

export type Session = Schema<'SessionOut'>;
export type Language = 'zh' | 'en';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => call('get', '/session', { signal }),
  staleTime: Infinity,
});

/** The session, once the guard has loaded it. */
export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data;
}

function useTakeSession() {
  const client = useQueryClient();
  return (session: Session) => client.setQueryData(sessionQuery.queryKey, session);
}

export function useSignIn() {
  return useMutation({
    mutationFn: (body: Schema<'LoginIn'>) => call('post', '/session', { body }),
    onSuccess: useTakeSession(),
  });
}

export function useSetup() {
  return useMutation({
    mutationFn: (body: Schema<'SetupIn'>) => call('post', '/setup', { body }),
    onSuccess: useTakeSession(),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call('delete', '/session'),
    onSuccess: async () => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
}

/** Every other browser is signed out; this one goes on under a new cookie. */
export function useChangePassword() {
  return useMutation({
    mutationFn: (body: Schema<'PasswordIn'>) => call('put', '/session/password', { body }),
    onSuccess: useTakeSession(),
  });
}

export function useSaveLanguage() {
  return useMutation({
    mutationFn: (language: Language) => call('patch', '/session', { body: { language } }),
    onSuccess: useTakeSession(),
  });
}
