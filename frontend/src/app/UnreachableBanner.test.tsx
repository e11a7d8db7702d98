import { render, screen, waitFor } from '@testing-library/react';
import { http as route, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { call } from '@/api/call';
import { UnreachableBanner } from './UnreachableBanner';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

test('a database that is away is said, and the word goes by itself when health says that it is back', async () => {
  let database = 'away';
  const refusal = { code: 'database_away', params: { seconds: 2 }, message: 'away', request_id: 'r1' };
  server.use(
    route.get('*/api/v1/jobs', () => HttpResponse.json(refusal, { status: 503 })),
    route.get('*/api/v1/health', () => HttpResponse.json({ status: 'ok', version: '1', database })),
  );
  render(<UnreachableBanner />);
  expect(screen.queryByRole('status')).toBeNull();
  await call('get', '/jobs').catch(() => undefined);
  expect(await screen.findByText(/database is away/)).toBeInTheDocument();
  database = 'ok';
  await waitFor(() => expect(screen.queryByRole('status')).toBeNull(), { timeout: 6000 });
}, 10_000);
