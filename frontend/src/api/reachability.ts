/** Whether the server, and behind it the database, answers; asks again by itself while not. Knows no page. */
import { useSyncExternalStore } from 'react';

const RETRY_MILLISECONDS = 3000;

/** What does not answer; null when all is well. */
export type Lost = 'server' | 'database' | null;

let lost: Lost = null;
let timer: number | undefined;
const listeners = new Set<() => void>();

function change(value: Lost): void {
  if (lost === value) return;
  lost = value;
  listeners.forEach((listener) => listener());
}

export function heardFromServer(): void {
  window.clearTimeout(timer);
  timer = undefined;
  change(null);
}

export function loseSight(of: 'server' | 'database'): void {
  change(of);
  timer ??= window.setTimeout(() => void askAgain(), RETRY_MILLISECONDS);
}

async function askAgain(): Promise<void> {
  timer = undefined;
  try {
    const answer = await fetch('/api/v1/health', { signal: AbortSignal.timeout(RETRY_MILLISECONDS) });
    const health = answer.ok ? ((await answer.json()) as { database?: string }) : null;
    if (health === null) loseSight('server');
    else if (health.database === 'away') loseSight('database');
    else heardFromServer();
  } catch {
    loseSight('server');
  }
}

export function onReachable(listener: (reachable: boolean) => void): () => void {
  const told = () => listener(lost === null);
  listeners.add(told);
  return () => listeners.delete(told);
}

export function useLost(): Lost {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => lost,
  );
}
