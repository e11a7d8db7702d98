/** Which key sends. Knows no component. */
import type { KeyboardEvent } from 'react';

/** Enter, alone or with Ctrl; not with Shift, and not the one that ends a Chinese word being composed. */
export function isSend(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && !event.shiftKey && !event.altKey && !event.nativeEvent.isComposing;
}
