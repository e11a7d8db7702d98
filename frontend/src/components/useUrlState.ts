/** Filters, page and tab live in the address, so that every view can be linked and survives a reload. */
import { useSearchParams } from 'react-router-dom';

export type UrlState = Record<string, string>;

/** `change` with an empty string drops the key; a change of anything but the page goes back to page 1. */
export function useUrlState(): [(key: string) => string, (change: UrlState) => void] {
  const [params, setParams] = useSearchParams();
  const change = (next: UrlState) => {
    setParams(
      (old) => {
        const result = new URLSearchParams(old);
        if (!('page' in next)) result.delete('page');
        for (const [key, value] of Object.entries(next)) {
          if (value === '') result.delete(key);
          else result.set(key, value);
        }
        return result;
      },
      { replace: true },
    );
  };
  return [(key) => params.get(key) ?? '', change];
}

/** The page of a list, from the address. */
export function usePaging(defaultSize = 20) {
  const [get, change] = useUrlState();
  const page = Math.max(1, Number(get('page')) || 1);
  const pageSize = [20, 50, 100].find((size) => size === Number(get('page_size'))) ?? defaultSize;
  return {
    page,
    pageSize,
    onChange: (nextPage: number, nextSize: number) =>
      change({
        page: nextSize !== pageSize || nextPage === 1 ? '' : String(nextPage),
        page_size: nextSize === defaultSize ? '' : String(nextSize),
      }),
  };
}
