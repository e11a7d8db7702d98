import { http as route, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { onSignedOut } from './client';
import { generate } from './generate';
import { readEvents, type ServerEvent } from './stream';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const figures = { type: 'answered', finish_reason: 'stop', prompt_tokens: 3, answer_tokens: 2 };
const sampling = { max_tokens: 8, temperature: 0, top_p: 1, repetition_penalty: 1, stop: [], seed: null };
const request = { model_id: 1, turns: [], sampling };

function streamOf(chunks: readonly Uint8Array[], end = true): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      chunks.forEach((chunk) => controller.enqueue(chunk));
      if (end) controller.close();
    },
  });
}

function piece(text: string): string {
  return `event: piece\ndata: ${JSON.stringify({ type: 'piece', text })}\n\n`;
}

async function eventsOf(chunks: readonly Uint8Array[]): Promise<ServerEvent[]> {
  const events = [];
  for await (const event of readEvents(streamOf(chunks), new AbortController().signal)) events.push(event);
  return events;
}

function answerWith(text: string, end = true): void {
  server.use(
    route.post(
      '*/api/v1/generate',
      () =>
        new HttpResponse(streamOf([new TextEncoder().encode(text)], end), {
          headers: { 'Content-Type': 'text/event-stream' },
        }),
    ),
  );
}

test('events are whole wherever the bytes are cut, in the middle of a character too', async () => {
  const bytes = new TextEncoder().encode(
    `: hello\r\n\r\nevent: piece\r\ndata: 你好\r\ndata: 世界\r\n\r\n${piece('b')}`,
  );
  const whole = await eventsOf([bytes]);
  expect(whole[0]).toEqual({ type: 'piece', data: '你好\n世界' });
  expect(whole).toHaveLength(2);
  expect(await eventsOf([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
});

test('an event whose end never came is none', async () => {
  expect(await eventsOf([new TextEncoder().encode('event: piece\ndata: 1')])).toEqual([]);
});

test('an answer arrives piece by piece and ends with its figures', async () => {
  answerWith(`${piece('你')}${piece('好')}event: answered\ndata: ${JSON.stringify(figures)}\n\n`);
  const pieces: string[] = [];
  const ended = await generate(request, (text) => pieces.push(text), new AbortController().signal);
  expect(pieces).toEqual(['你', '好']);
  expect(ended).toEqual(figures);
});

test('an error in the stream is an ApiError with its code', async () => {
  const body = { code: 'prompt_too_long', params: { limit: 5 }, message: 'no', request_id: null };
  answerWith(`${piece('a')}event: error\ndata: ${JSON.stringify(body)}\n\n`);
  await expect(generate(request, () => undefined, new AbortController().signal)).rejects.toMatchObject({
    code: 'prompt_too_long',
    params: { limit: 5 },
  });
});

test('a stream that ends before the answer does is a lost line', async () => {
  answerWith(piece('a'));
  await expect(generate(request, () => undefined, new AbortController().signal)).rejects.toMatchObject({
    code: 'network',
  });
});

test('a refusal before the stream is an ApiError, and a lost session is told', async () => {
  const signedOut = vi.fn();
  const stop = onSignedOut(signedOut);
  const body = { code: 'not_authenticated', params: {}, message: 'no', request_id: 'r' };
  server.use(route.post('*/api/v1/generate', () => HttpResponse.json(body, { status: 401 })));
  await expect(generate(request, () => undefined, new AbortController().signal)).rejects.toMatchObject({ status: 401 });
  expect(signedOut).toHaveBeenCalledOnce();
  stop();
});

test('stopping ends the request at once, and what had come stays', async () => {
  answerWith(piece('a'), false);
  const stop = new AbortController();
  const pieces: string[] = [];
  const asked = generate(
    request,
    (text) => {
      pieces.push(text);
      stop.abort();
    },
    stop.signal,
  );
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  expect(pieces).toEqual(['a']);
});
