/** A POST that is answered by server-sent events, read as they come. Knows no route and no event's meaning. */
import { failure, http } from './client';
import { heardFromServer } from './reachability';

export interface ServerEvent {
  type: string;
  data: string;
}

const BETWEEN_EVENTS = /\r\n\r\n|\n\n|\r\r/;
const BETWEEN_LINES = /\r\n|\n|\r/;

/** One block of lines; null for one without data, which is a comment to keep the line open. */
function eventOf(block: string): ServerEvent | null {
  let type = 'message';
  const data: string[] = [];
  for (const line of block.split(BETWEEN_LINES)) {
    const [, field, value] = /^(\w+): ?(.*)$/s.exec(line) ?? [];
    if (field === 'event') type = value ?? type;
    if (field === 'data') data.push(value ?? '');
  }
  return data.length ? { type, data: data.join('\n') } : null;
}

/** Whatever the pieces are in which the bytes arrive; an event whose end never came is none. Ends at once when aborted. */
export async function* readEvents(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const giveUp = () => void reader.cancel().catch(() => undefined); // already broken: nothing to end
  signal.addEventListener('abort', giveUp);
  const decoder = new TextDecoder();
  let pending = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return;
      const blocks = (pending + decoder.decode(value, { stream: true })).split(BETWEEN_EVENTS);
      pending = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = eventOf(block);
        if (event) yield event;
      }
    }
  } finally {
    signal.removeEventListener('abort', giveUp);
    giveUp();
  }
}

function csrfToken(): string {
  const cookie = document.cookie.split('; ').find((pair) => pair.startsWith(`${http.defaults.xsrfCookieName ?? ''}=`));
  return decodeURIComponent(cookie?.split('=')[1] ?? '');
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text; // a proxy's page; `failure` takes it for what it is
  }
}

/** Throws: ApiError as `call` does, also when the line breaks in the middle; what `signal` throws when it aborts. */
export async function* stream(path: string, body: object, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  try {
    const response = await fetch(`${http.defaults.baseURL ?? ''}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', [http.defaults.xsrfHeaderName ?? '']: csrfToken() },
      body: JSON.stringify(body),
      signal,
    });
    if (!response.ok || !response.body) throw failure(response.status, await bodyOf(response), response.statusText);
    heardFromServer();
    yield* readEvents(response.body, signal);
  } catch (error) {
    if (error instanceof TypeError && !signal.aborted) throw failure(0, null, error.message);
    throw error;
  }
}
