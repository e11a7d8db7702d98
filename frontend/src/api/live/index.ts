/** `useLive(topic, handlers)`: a component follows a job or a run as it happens. Knows no page. */
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { LiveHub } from './hub';
import type { EventName, LiveState, Topic } from './protocol';

export type { LiveState, Topic } from './protocol';

let hub: LiveHub | undefined;

function theHub(): LiveHub {
  hub ??= new LiveHub();
  return hub;
}

/** What to do with each kind of event; `resync` when events may have been missed (also every 5 s while there is no stream). */
export type LiveHandlers = Partial<Record<Exclude<EventName, 'ping'>, (data: never) => void>> & { resync?: () => void };

/** Follows a topic while the component is there; null follows nothing. */
export function useLive(topic: Topic | null, handlers: LiveHandlers): void {
  const onEvent = useEffectEvent((name: EventName, data: unknown) => {
    if (name !== 'ping') handlers[name]?.(data as never);
  });
  const onResync = useEffectEvent(() => handlers.resync?.());
  useEffect(() => {
    if (topic === null) return;
    return theHub().subscribe({
      topic,
      onEvent: (event) => onEvent(event.name, event.data),
      onResync: () => onResync(),
    });
  }, [topic]);
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (changed) => theHub().onState(changed),
    () => theHub().state,
  );
}
