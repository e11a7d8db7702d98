/** One stream for all tabs of the browser: elects a leading tab, passes its events on. Knows no React and no cache. */
import { HIDDEN_MILLISECONDS, type LiveEvent, type LiveState, type TabMessage, type Topic } from './protocol';
import { LiveSource } from './source';

const NAME = 'easytune.live';

export interface Subscriber {
  topic: Topic;
  onEvent: (event: LiveEvent) => void;
  onResync: () => void;
}

export class LiveHub {
  private readonly tab = Math.random().toString(36).slice(2);
  private readonly channel = new BroadcastChannel(NAME);
  private readonly subscribers = new Set<Subscriber>();
  private readonly stateListeners = new Set<() => void>();
  private readonly wanted = new Map<string, Topic[]>();
  private source: LiveSource | null = null;
  private resign: (() => void) | null = null;
  private running: AbortController | null = null;
  private hiddenTimer: number | undefined;
  state: LiveState = 'idle';

  constructor() {
    this.channel.onmessage = (message: MessageEvent<TabMessage>) => this.hear(message.data);
    document.addEventListener('visibilitychange', () => this.visibilityChanged());
    window.addEventListener('pagehide', () => this.say({ kind: 'want', tab: this.tab, topics: [] }));
  }

  subscribe(subscriber: Subscriber): () => void {
    this.subscribers.add(subscriber);
    this.run();
    this.want();
    return () => {
      this.subscribers.delete(subscriber);
      this.want();
    };
  }

  onState(listener: () => void): () => void {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  }

  /** Stands for election; without locks (a plain-http host name) every tab leads itself. */
  private run(): void {
    if (this.running) return;
    const running = new AbortController();
    this.running = running;
    const locks = (navigator as Partial<Navigator>).locks;
    if (!locks) {
      this.lead();
      return;
    }
    const reign = () =>
      new Promise<void>((resolve) => {
        this.resign = resolve;
        this.lead();
      });
    locks.request(NAME, { signal: running.signal }, reign).catch(() => undefined);
  }

  private lead(): void {
    this.source = new LiveSource({
      onEvent: (event) => this.tell({ kind: 'event', event }),
      onState: (state) => this.tell({ kind: 'state', state }),
      onResync: () => this.tell({ kind: 'resync' }),
    });
    this.say({ kind: 'lead' });
    this.want();
  }

  /** Gives the stream up, so that a visible tab can take it. */
  private rest(): void {
    this.running?.abort();
    this.running = null;
    this.source?.close();
    this.source = null;
    this.wanted.clear();
    this.resign?.();
    this.resign = null;
    this.say({ kind: 'want', tab: this.tab, topics: [] });
  }

  private visibilityChanged(): void {
    window.clearTimeout(this.hiddenTimer);
    if (document.hidden) {
      this.hiddenTimer = window.setTimeout(() => this.rest(), HIDDEN_MILLISECONDS);
      return;
    }
    if (this.running || this.subscribers.size === 0) return;
    this.run();
    this.want();
    this.subscribers.forEach((subscriber) => subscriber.onResync());
  }

  private want(): void {
    const topics = [...new Set([...this.subscribers].map((subscriber) => subscriber.topic))];
    if (this.source) this.note(this.tab, topics);
    else this.say({ kind: 'want', tab: this.tab, topics });
  }

  private note(tab: string, topics: Topic[]): void {
    if (topics.length === 0) this.wanted.delete(tab);
    else this.wanted.set(tab, topics);
    this.source?.follow([...this.wanted.values()].flat());
  }

  private say(message: TabMessage): void {
    this.channel.postMessage(message);
  }

  private tell(message: TabMessage): void {
    this.say(message);
    this.hear(message);
  }

  private hear(message: TabMessage): void {
    switch (message.kind) {
      case 'lead':
        this.want();
        break;
      case 'want':
        if (this.source) {
          this.note(message.tab, message.topics);
          this.say({ kind: 'state', state: this.state });
        }
        break;
      case 'event':
        for (const subscriber of this.subscribers) {
          if (message.event.topic === subscriber.topic) subscriber.onEvent(message.event);
        }
        break;
      case 'state':
        if (this.state === message.state) break;
        this.state = message.state;
        this.stateListeners.forEach((listener) => listener());
        break;
      case 'resync':
        this.subscribers.forEach((subscriber) => subscriber.onResync());
        break;
    }
  }
}
