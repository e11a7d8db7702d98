/** The one EventSource: follows a set of topics, reopens when it changes, notices silence. Knows no tabs and no React. */
import {
  EVENT_NAMES,
  POLL_MILLISECONDS,
  REOPEN_MILLISECONDS,
  SILENCE_MILLISECONDS,
  type EventName,
  type LiveEvent,
  type LiveState,
  type Topic,
} from './protocol';

const GATHER_MILLISECONDS = 80;

export interface SourceListener {
  onEvent: (event: LiveEvent) => void;
  onState: (state: LiveState) => void;
  /** Something may have been missed: ask the server for the present state. */
  onResync: () => void;
}

function topicOf(data: unknown): Topic | null {
  if (typeof data !== 'object' || data === null || !('topic' in data)) return null;
  return typeof data.topic === 'string' ? (data.topic as Topic) : null;
}

export class LiveSource {
  private readonly listener: SourceListener;
  private source: EventSource | null = null;
  private topics = '';
  private cursor = '';
  private heardAt = 0;
  private broken = false;
  private gather: number | undefined;
  private reopen: number | undefined;
  private watch: number | undefined;

  constructor(listener: SourceListener) {
    this.listener = listener;
  }

  follow(topics: Iterable<Topic>): void {
    const wanted = [...new Set(topics)].sort().join(',');
    window.clearTimeout(this.gather);
    this.gather = window.setTimeout(() => {
      if (wanted === this.topics) return;
      this.topics = wanted;
      this.open();
    }, GATHER_MILLISECONDS);
  }

  close(): void {
    window.clearTimeout(this.gather);
    this.topics = '';
    this.shut();
  }

  private shut(): void {
    window.clearTimeout(this.reopen);
    window.clearInterval(this.watch);
    this.source?.close();
    this.source = null;
  }

  private open(): void {
    const first = this.source === null;
    this.shut();
    if (this.topics === '') {
      this.listener.onState('idle');
      return;
    }
    if (first) this.listener.onState('connecting');
    this.heardAt = Date.now();
    this.watch = window.setInterval(() => this.checkSilence(), POLL_MILLISECONDS);
    const query = new URLSearchParams({ topics: this.topics });
    if (this.cursor) query.set('cursor', this.cursor);
    const source = new EventSource(`/api/v1/events?${query.toString()}`);
    this.source = source;
    source.onopen = () => {
      this.heard();
      this.listener.onResync();
    };
    source.onerror = () => this.failed(source);
    for (const name of EVENT_NAMES) {
      source.addEventListener(name, (message: MessageEvent<string>) => this.take(name, message));
    }
  }

  private take(name: EventName, message: MessageEvent<string>): void {
    this.heard();
    if (message.lastEventId) this.cursor = message.lastEventId;
    if (name === 'ping') return;
    const data: unknown = JSON.parse(message.data);
    this.listener.onEvent({ name, topic: topicOf(data), data });
  }

  private heard(): void {
    this.heardAt = Date.now();
    this.broken = false;
    this.listener.onState('live');
  }

  private failed(source: EventSource): void {
    if (Date.now() - this.heardAt < SILENCE_MILLISECONDS) this.listener.onState('reconnecting');
    if (!this.broken) {
      this.broken = true;
      this.listener.onResync(); // asking tells at once whether only the stream ended or the server is away
    }
    if (source.readyState !== EventSource.CLOSED) return;
    window.clearTimeout(this.reopen);
    this.reopen = window.setTimeout(() => this.reconnect(), REOPEN_MILLISECONDS);
  }

  /** The browser gave up (an answer other than 200); silence keeps counting. */
  private reconnect(): void {
    const silentSince = this.heardAt;
    this.open();
    this.heardAt = silentSince;
  }

  private checkSilence(): void {
    if (Date.now() - this.heardAt < SILENCE_MILLISECONDS) return;
    this.listener.onState('polling');
    this.listener.onResync();
  }
}
