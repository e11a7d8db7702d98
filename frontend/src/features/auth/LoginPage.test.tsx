import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { App } from 'antd';
import { http as route, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { MemoryRouter } from 'react-router-dom';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeQueryClient } from '@/api/queryClient';
import { LoginPage } from './LoginPage';

const session = { user: null, csrf_token: null, setup_required: false, demo: true, version: '0.1.0' };
const refusal = (code: string, params: object, status: number) =>
  HttpResponse.json({ code, params, message: code, request_id: 'r' }, { status });
const server = setupServer(route.get('*/api/v1/session', () => HttpResponse.json(session)));
beforeAll(() => server.listen());
afterAll(() => server.close());

async function signIn() {
  render(
    <QueryClientProvider client={makeQueryClient()}>
      <App>
        <MemoryRouter>
          <LoginPage />
        </MemoryRouter>
      </App>
    </QueryClientProvider>,
  );
  await userEvent.click(await screen.findByRole('button', { name: 'Fill in' }));
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
}

test('wrong credentials are told without saying which', async () => {
  server.use(route.post('*/api/v1/session', () => refusal('wrong_credentials', {}, 401)));
  await signIn();
  expect(await screen.findByText('Incorrect username or password.')).toBeInTheDocument();
});

test('after too many tries the button counts down', async () => {
  server.use(route.post('*/api/v1/session', () => refusal('login_throttled', { seconds: 30 }, 429)));
  await signIn();
  expect(await screen.findByRole('button', { name: /Wait (30|29) s/ })).toBeDisabled();
});
