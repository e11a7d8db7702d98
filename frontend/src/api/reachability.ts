/** Whether the server answers at all; asks again by itself while it does not. Knows no page. */
import { useSyncExternalStore } from 'react';

const RETRY_MILLISECONDS = 3000;

let reachable = true;
let timer: number | undefined;
const listeners = new Set<() => void>();

function change(value: boolean): void {
  if (reachable === value) return;
  reachable = value;
  listeners.forEach((listener) => listener());
}

export function heardFromServer(): void {
  window.clearTimeout(timer);
  timer = undefined;
  change(true);
}

export function lostServer(): void {
  change(false);
  timer ??= window.setTimeout(() => void askAgain(), RETRY_MILLISECONDS);
}

async function askAgain(): Promise<void> {
  timer = undefined;
  try {
    const answer = await fetch('/api/v1/health', { signal: AbortSignal.timeout(RETRY_MILLISECONDS) });
    if (answer.ok) heardFromServer();
    else lostServer();
  } catch {
    lostServer();
  }
}

export function onReachable(listener: (reachable: boolean) => void): () => void {
  const told = () => listener(reachable);
  listeners.add(told);
  return () => listeners.delete(told);
}

export function useReachable(): boolean {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => reachable,
  );
}
