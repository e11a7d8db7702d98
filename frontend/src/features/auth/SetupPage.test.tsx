import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import { App } from 'antd';
import { http as route, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { MemoryRouter } from 'react-router-dom';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeQueryClient } from '@/api/queryClient';
import { SetupPage } from './SetupPage';

const session = { user: null, csrf_token: null, setup_required: true, demo: false, version: '0.1.0' };
const server = setupServer(route.get('*/api/v1/session', () => HttpResponse.json(session)));
beforeAll(() => server.listen());
afterAll(() => server.close());

function open(link: string) {
  render(
    <QueryClientProvider client={makeQueryClient()}>
      <App>
        <MemoryRouter initialEntries={[link]}>
          <SetupPage />
        </MemoryRouter>
      </App>
    </QueryClientProvider>,
  );
}

test('the token is taken from behind the #, which no server ever sees', async () => {
  open('/setup#token=abc');
  expect(await screen.findByLabelText('Username')).toBeInTheDocument();
});

test('a token that a server could see is not taken', async () => {
  open('/setup?token=abc');
  expect(await screen.findByText(/setup#token=/)).toBeInTheDocument();
  expect(screen.queryByLabelText('Username')).not.toBeInTheDocument();
});
