/** What the live stream says, and what tabs tell each other about it. Knows no EventSource and no React. */

/** `job:12`, `run:5`, … as the server names them. */
export type Topic = `${string}:${number}`;

export const EVENT_NAMES = ['job', 'run', 'step', 'evaluation', 'sample', 'log', 'ping'] as const;
export type EventName = (typeof EVENT_NAMES)[number];

export interface LiveEvent {
  name: EventName;
  topic: Topic | null;
  data: unknown;
}

/** idle: nobody follows anything. polling: nothing was heard for long, so components ask by themselves. */
export type LiveState = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'polling';

export type TabMessage =
  | { kind: 'lead' }
  | { kind: 'want'; tab: string; topics: Topic[] }
  | { kind: 'event'; event: LiveEvent }
  | { kind: 'state'; state: LiveState }
  | { kind: 'resync' };

export const SILENCE_MILLISECONDS = 30_000;
export const POLL_MILLISECONDS = 5_000;
export const HIDDEN_MILLISECONDS = 60_000;
export const REOPEN_MILLISECONDS = 3_000;
