/** Talking to a model whose server streams as the real one does. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { configure, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { App } from 'antd';
import { http as route, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { MemoryRouter } from 'react-router-dom';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Model } from '@/api/models';
import { sessionQuery, type Session } from '@/api/session';
import { ChatPane } from './ChatPane';

configure({ asyncUtilTimeout: 10_000 }); // antd is slow to draw on a busy machine
const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
beforeEach(() => localStorage.clear());
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const model = { id: 5, name: 'tiny', job_id: null, has_chat_template: true } as Model;
const figures = {
  type: 'answered',
  finish_reason: 'length',
  prompt_tokens: 12,
  answer_tokens: 21,
  first_token_seconds: 0.5,
  seconds: 2.5,
};

type Event = { type: string; text?: string; [field: string]: unknown };

/** Hands out the events; `end` false leaves the line open, as a model does that is still writing. */
function answering(events: readonly Event[], end = true): unknown[] {
  const asked: unknown[] = [];
  server.use(
    route.post('*/api/v1/generate', async ({ request }) => {
      asked.push(await request.json());
      const text = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(text));
          if (end) controller.close();
        },
      });
      return new HttpResponse(body, { headers: { 'Content-Type': 'text/event-stream' } });
    }),
  );
  return asked;
}

function show() {
  const client = new QueryClient();
  client.setQueryData(sessionQuery.queryKey, { user: { id: 1 } } as Session);
  return render(
    <QueryClientProvider client={client}>
      <App>
        <MemoryRouter>
          <ChatPane model={model} calledAs="tiny" />
        </MemoryRouter>
      </App>
    </QueryClientProvider>,
  );
}

function ask(question: string) {
  const box = screen.getByLabelText('Your question');
  fireEvent.change(box, { target: { value: question } });
  fireEvent.keyDown(box, { key: 'Enter' });
}

test('an answer streams in, ends with its figures, and the talk is still there after a reload', async () => {
  const asked = answering([{ type: 'piece', text: 'Hello ' }, { type: 'piece', text: 'there' }, figures]);
  const { unmount } = show();
  ask('Hi?');
  expect(await screen.findByText('Hello there')).toBeInTheDocument();
  expect(await screen.findByText('21 tokens')).toBeInTheDocument();
  expect(screen.getByText('10.0 tokens/s')).toBeInTheDocument();
  expect(screen.getByText('cut off at the most tokens allowed')).toBeInTheDocument();
  expect(asked[0]).toMatchObject({ model_id: 5, turns: [{ role: 'user', content: 'Hi?' }] });
  unmount();
  show();
  expect(screen.getByText('Hello there')).toBeInTheDocument();
});

test('a new line and a word still being composed do not send', () => {
  show();
  const box = screen.getByLabelText('Your question');
  fireEvent.change(box, { target: { value: 'ni hao' } });
  fireEvent.keyDown(box, { key: 'Enter', shiftKey: true });
  fireEvent.keyDown(box, { key: 'Enter', isComposing: true });
  expect(screen.getByText('Ask something')).toBeInTheDocument();
});

test('an error stands in the answer in words, and Retry asks the same question again', async () => {
  answering([{ type: 'error', code: 'prompt_empty', params: {}, message: 'no', request_id: null }]);
  show();
  ask('Hi?');
  const retry = await screen.findByRole('button', { name: 'Retry' });
  expect(screen.getByRole('alert')).not.toHaveTextContent('prompt_empty');
  const asked = answering([{ type: 'piece', text: 'Now' }, figures]);
  fireEvent.click(retry);
  expect(await screen.findByText('Now')).toBeInTheDocument();
  expect(screen.queryByRole('alert')).toBeNull();
  expect(asked).toHaveLength(1);
});

test('Stop keeps what was written, and gives the focus back to the composer', async () => {
  answering([{ type: 'piece', text: 'Half an ans' }], false);
  show();
  ask('Hi?');
  await screen.findByText('Half an ans');
  expect(screen.getByRole('log')).toHaveAttribute('aria-busy', 'true');
  fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
  expect(await screen.findByText('Stopped')).toBeInTheDocument();
  expect(screen.getByText('Half an ans')).toBeInTheDocument();
  expect(screen.getByLabelText('Your question')).toHaveFocus();
});

test('a question that is edited is asked anew in its place', async () => {
  answering([{ type: 'piece', text: 'One' }, figures]);
  show();
  ask('First?');
  await screen.findByText('One');
  const asked = answering([{ type: 'piece', text: 'Two' }, figures]);
  fireEvent.click(await screen.findByRole('button', { name: 'Edit and send again' }));
  const draft = screen.getByLabelText('Edit and send again');
  fireEvent.change(draft, { target: { value: 'Second?' } });
  fireEvent.keyDown(draft, { key: 'Enter', ctrlKey: true });
  expect(await screen.findByText('Two')).toBeInTheDocument();
  expect(screen.queryByText('One')).toBeNull();
  await waitFor(() => expect(asked[0]).toMatchObject({ turns: [{ content: 'Second?' }] }));
});
