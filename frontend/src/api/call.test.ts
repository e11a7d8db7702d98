import { http as route, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { addressOf, call } from './call';
import { onSignedOut } from './client';
import { ApiError } from './errors';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

test('a path is filled in and a list in the query is repeated', async () => {
  const seen: string[] = [];
  server.use(
    route.get('*/api/v1/jobs', ({ request }) => {
      seen.push(new URL(request.url).search);
      return HttpResponse.json({ items: [], total: 0 });
    }),
  );
  await call('get', '/jobs', { query: { state: ['RUNNING', 'PENDING'] } });
  expect(seen).toEqual(['?state=RUNNING&state=PENDING']);
  expect(addressOf('/models/{model_id}/download', { model_id: 7 })).toBe('/api/v1/models/7/download');
});

test('a change carries the CSRF token of the cookie', async () => {
  document.cookie = 'easytune_csrf=abc';
  let header: string | null = null;
  server.use(
    route.delete('*/api/v1/tokens/:id', ({ request }) => {
      header = request.headers.get('X-CSRF-Token');
      return new HttpResponse(null, { status: 204 });
    }),
  );
  await call('delete', '/tokens/{token_id}', { path: { token_id: 3 } });
  expect(header).toBe('abc');
});

test('an error arrives with its code and params, and a lost session is told', async () => {
  const signedOut = vi.fn();
  const stop = onSignedOut(signedOut);
  server.use(
    route.get('*/api/v1/tokens', () =>
      HttpResponse.json({ code: 'not_authenticated', params: {}, message: 'no', request_id: 'r1' }, { status: 401 }),
    ),
  );
  const error = await call('get', '/tokens').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code: 'not_authenticated', status: 401, requestId: 'r1' });
  expect(signedOut).toHaveBeenCalledOnce();
  stop();
});

test('a server that does not answer is an error with status 0', async () => {
  server.use(route.get('*/api/v1/overview', () => HttpResponse.error()));
  const error = await call('get', '/overview').catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'network', status: 0 });
});
