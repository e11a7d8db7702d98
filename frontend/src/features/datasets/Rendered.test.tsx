/** The view of what the model sees: marks, counts, steps, and what is said when it waits, fails or has nothing to show. */
import { QueryClientProvider } from '@tanstack/react-query';
import { configure, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { App } from 'antd';
import { http as route, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { MemoryRouter } from 'react-router-dom';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Dataset } from '@/api/datasets';
import { makeQueryClient } from '@/api/queryClient';
import { Rendered } from './Rendered';
import type { RenderedRow, RenderedToken, Rendering } from './renderings';

const dataset = { id: 3, version: 1, rows: 1540 } as Dataset;
const model = { id: 8, name: 'MiniMind2-Small', task: 'language_model', max_tokens: 1024 };

const token = (id: number, text: string, change: Partial<RenderedToken> = {}): RenderedToken => ({
  id,
  text,
  learned: false,
  special: false,
  cut: false,
  ...change,
});

function row(number: number, change: Partial<RenderedRow> = {}): RenderedRow {
  const tokens = [
    token(1, '<|im_start|>', { special: true }),
    token(20, `question ${number}`),
    token(30, `answer ${number}`, { learned: true }),
    token(31, '', { learned: true }),
    token(40, 'lost', { cut: true }),
  ];
  const counts = { total_tokens: 4, learned_tokens: 2, cut_tokens: 1 };
  return { row: number, line: number + 2, tokens, ...counts, truncated: true, dropped: null, ...change };
}

const asked: { line_offset: number; max_tokens: number; objective: object }[] = [];
const done = (rows: RenderedRow[]): Rendering => ({ run_id: 5, state: 'COMPLETED', error: null, rows });
const server = setupServer(
  route.get('*/api/v1/models', () => HttpResponse.json({ items: [model], total: 1 })),
  route.post('*/api/v1/datasets/3/rendered', async ({ request }) => {
    const body = (await request.json()) as (typeof asked)[number];
    asked.push(body);
    return HttpResponse.json(done(Array.from({ length: 20 }, (_, place) => row(body.line_offset + place))), {
      status: 202,
    });
  }),
);
configure({ asyncUtilTimeout: 5000 }); // the first view of a busy machine takes more than the usual second
beforeAll(() => server.listen());
afterEach(() => {
  server.resetHandlers();
  asked.length = 0;
});
afterAll(() => server.close());

function show(address = '/') {
  render(
    <QueryClientProvider client={makeQueryClient()}>
      <App>
        <MemoryRouter initialEntries={[address]}>
          <Rendered dataset={dataset} />
        </MemoryRouter>
      </App>
    </QueryClientProvider>,
  );
}

test('learned tokens are marked, those cut off are struck, and the counts are said', async () => {
  show();
  const text = await screen.findByRole('group', { name: 'Row 1 as the model sees it' });
  expect(text.querySelector('mark')).toHaveTextContent('answer 0');
  expect(text.querySelector('mark')).toHaveTextContent('[in the loss]');
  expect(text.querySelector('s')).toHaveTextContent('lost');
  expect(text.querySelector('mark')).not.toHaveTextContent('question 0');
  expect(screen.getByText('4 tokens')).toBeInTheDocument();
  expect(screen.getByText(/2 in the loss \(50 %\) · 1 cut off/)).toBeInTheDocument();
  expect(screen.queryByRole('alert')).toBeNull();
});

test('a step to the next row asks nothing, and stepping over the edge asks for the next twenty', async () => {
  show('/?row=19');
  expect(await screen.findByText('question 18')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Next row' }));
  expect(screen.getByText('question 19')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Next row' }));
  expect(await screen.findByText('question 20')).toBeInTheDocument();
  expect(asked.map((body) => body.line_offset)).toEqual([0, 20]);
  expect(asked[0]).toMatchObject({ count: 20, max_tokens: 512, objective: { learn: 'all', template: 'auto' } });
});

test('the first and the last row have no row beyond them', async () => {
  show('/?row=99999');
  expect(await screen.findByText('question 1539')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Next row' })).toBeDisabled();
  await userEvent.clear(screen.getByRole('spinbutton', { name: 'Row' }));
  await userEvent.type(screen.getByRole('spinbutton', { name: 'Row' }), '1{Enter}');
  expect(await screen.findByText('question 0')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Previous row' })).toBeDisabled();
});

test('ids are shown when asked, also of tokens that are a part of a character', async () => {
  show();
  await screen.findByText('question 0');
  expect(screen.queryByText('31')).toBeNull();
  await userEvent.click(screen.getByRole('switch', { name: 'Show token ids' }));
  expect(screen.getByText('31')).toBeInTheDocument();
});

test('another cut-off length is asked for once it is entered, never beyond what the model reads', async () => {
  show();
  await screen.findByText('question 0');
  const field = screen.getByRole('spinbutton', { name: 'Cut-off length (tokens)' });
  await userEvent.clear(field);
  await userEvent.type(field, '9000{Enter}');
  await expect.poll(() => asked.map((body) => body.max_tokens)).toEqual([512, 1024]);
  await userEvent.click(screen.getByText('Only the last'));
  await expect.poll(() => asked.at(-1)?.objective).toMatchObject({ learn: 'last' });
});

test('a row of which nothing is learned is warned about', async () => {
  server.use(
    route.post('*/api/v1/datasets/3/rendered', () =>
      HttpResponse.json(
        done([row(0, { learned_tokens: 0, dropped: 'nothing_to_learn', tokens: [token(1, 'only read')] })]),
      ),
    ),
  );
  show();
  expect(await screen.findByRole('alert')).toHaveTextContent('Nothing of this row is learned');
});

test('while a worker is at it the page says that it takes a while, and then shows the rows', async () => {
  const waiting: Rendering = { run_id: 6, state: 'RUNNING', error: null, rows: null };
  let looks = 0;
  server.use(
    route.post('*/api/v1/datasets/3/rendered', () => HttpResponse.json(waiting, { status: 202 })),
    route.get('*/api/v1/renderings/6', () =>
      HttpResponse.json((looks += 1) > 1 ? { ...done([row(0)]), run_id: 6 } : waiting),
    ),
  );
  show();
  expect(await screen.findByText(/takes some seconds/)).toBeInTheDocument();
  expect(await screen.findByText('question 0')).toBeInTheDocument();
});

test('a failure is told in words, and trying again asks anew', async () => {
  const error = { code: 'chat_template_failed', params: { reason: 'no such role' }, message: 'failed' };
  server.use(
    route.post(
      '*/api/v1/datasets/3/rendered',
      () => HttpResponse.json({ run_id: 7, state: 'FAILED', error, rows: null }),
      {
        once: true,
      },
    ),
  );
  show();
  expect(await screen.findByText(/no such role/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
  expect(await screen.findByText('question 0')).toBeInTheDocument();
});

test('without a language model there is a way to get one', async () => {
  server.use(route.get('*/api/v1/models', () => HttpResponse.json({ items: [], total: 0 })));
  show();
  expect(await screen.findByRole('link', { name: 'Get a model' })).toHaveAttribute('href', '/models');
});
