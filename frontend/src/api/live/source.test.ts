import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LiveEvent, LiveState } from './protocol';
import { LiveSource } from './source';

class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  static all: FakeSource[] = [];
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  closed = false;
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    FakeSource.all.push(this);
  }

  close(): void {
    this.closed = true;
  }

  say(name: string, data: object, id: string): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data), lastEventId: id }));
  }
}

let states: LiveState[];
let events: LiveEvent[];
let resyncs: number;
let source: LiveSource;

function newest(): FakeSource {
  const last = FakeSource.all.at(-1);
  if (!last) throw new Error('no stream was opened');
  return last;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', FakeSource);
  FakeSource.all = [];
  [states, events, resyncs] = [[], [], 0];
  source = new LiveSource({
    onState: (state) => states.at(-1) !== state && states.push(state),
    onEvent: (event) => events.push(event),
    onResync: () => (resyncs += 1),
  });
});

afterEach(() => {
  source.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('topics asked for together share one stream, and events carry their topic', () => {
  source.follow(['job:1']);
  source.follow(['job:1', 'run:2']);
  vi.advanceTimersByTime(100);
  expect(FakeSource.all).toHaveLength(1);
  expect(newest().url).toBe('/api/v1/events?topics=job%3A1%2Crun%3A2');
  newest().onopen?.();
  newest().say('job', { topic: 'job:1', step: 3 }, 'c1');
  expect(events).toMatchObject([{ name: 'job', topic: 'job:1', data: { step: 3 } }]);
  expect(states).toEqual(['connecting', 'live']);
});

test('a change of topics reopens where the last event was, so nothing is missed', () => {
  source.follow(['job:1']);
  vi.advanceTimersByTime(100);
  newest().say('log', { topic: 'job:1' }, 'c7');
  source.follow(['job:1', 'job:2']);
  vi.advanceTimersByTime(100);
  expect(FakeSource.all[0]?.closed).toBe(true);
  expect(newest().url).toContain('cursor=c7');
});

test('after 30 silent seconds it polls, and it is live again with the next sign of life', () => {
  source.follow(['job:1']);
  vi.advanceTimersByTime(100);
  newest().onopen?.();
  const before = resyncs;
  vi.advanceTimersByTime(41_000);
  expect(states.at(-1)).toBe('polling');
  expect(resyncs - before).toBeGreaterThanOrEqual(2);
  newest().say('ping', {}, '');
  expect(states.at(-1)).toBe('live');
});

test('a stream that the browser gave up is opened again', () => {
  source.follow(['job:1']);
  vi.advanceTimersByTime(100);
  newest().readyState = FakeSource.CLOSED;
  newest().onerror?.();
  expect(states.at(-1)).toBe('reconnecting');
  vi.advanceTimersByTime(3100);
  expect(FakeSource.all).toHaveLength(2);
});
