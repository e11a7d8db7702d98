/** Sets the title of the browser's tab. Knows no page. */
import { useEffect } from 'react';

const PRODUCT = 'EasyTune';

/** `progress` (0 to 1) comes first, so that it shows in a narrow tab. */
export function useTitle(title: string, progress?: number): void {
  useEffect(() => {
    const percent = progress === undefined ? '' : `${Math.floor(progress * 100)}% · `;
    document.title = `${percent}${title} – ${PRODUCT}`;
    return () => {
      document.title = PRODUCT;
    };
  }, [title, progress]);
}
