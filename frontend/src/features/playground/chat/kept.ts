/** What the playground keeps in this browser, as JSON. Knows not what it is. */
const PREFIX = 'easytune.playground.';

/** Null when there is nothing, or nothing that can be read. */
export function readJson<T>(place: string): T | null {
  const stored = localStorage.getItem(PREFIX + place);
  if (stored === null) return null;
  try {
    return JSON.parse(stored) as T;
  } catch {
    localStorage.removeItem(PREFIX + place); // not of this page's making
    return null;
  }
}

/** False when the browser has no room for it. */
export function keepJson(place: string, value: unknown): boolean {
  try {
    localStorage.setItem(PREFIX + place, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
