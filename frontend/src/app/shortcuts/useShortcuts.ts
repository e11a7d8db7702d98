/** Listens to the keys of ui shortcuts on every page. Single keys can be switched off (WCAG 2.2, 2.1.4). Knows no page from inside. */
import { useEffect, useEffectEvent, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import { useAppearance, useTheme } from '@/theme/appearance';
import { GO_MILLISECONDS, GO_TO, isFree, isGoKey, NEW_ON, rowBeside, rowsOf } from './keys';

interface Dialogs {
  onSearch: () => void;
  onHelp: () => void;
}

/** Answers whether the key meant something. */
function useSingleKeys({ onHelp }: Pick<Dialogs, 'onHelp'>): (key: string) => boolean {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const goPressedAt = useRef(-Infinity);
  const focusRow = (step: number) => {
    const row = rowBeside(rowsOf(document), document.activeElement, step);
    row?.focus();
    return row !== undefined;
  };
  return (key) => {
    const going = performance.now() - goPressedAt.current < GO_MILLISECONDS;
    goPressedAt.current = key === 'g' && !going ? performance.now() : -Infinity;
    if (going && isGoKey(key)) {
      void navigate(GO_TO[key]);
      return true;
    }
    const place = NEW_ON[pathname];
    if (key === 'n' && place !== undefined) {
      void navigate(place);
      return true;
    }
    if (key === '?') {
      onHelp();
      return true;
    }
    if (key === '/') {
      const filter = document.querySelector<HTMLInputElement>('main input[data-filter]');
      filter?.focus();
      return filter !== null;
    }
    return (key === 'j' && focusRow(1)) || (key === 'k' && focusRow(-1));
  };
}

export function useShortcuts({ onSearch, onHelp }: Dialogs): void {
  const theme = useTheme();
  const { singleKeys, set } = useAppearance();
  const single = useSingleKeys({ onHelp });
  const chord = (event: KeyboardEvent): boolean => {
    const command = event.ctrlKey || event.metaKey;
    if (command && event.code === 'KeyK') onSearch();
    else if (command && event.key === '/') onHelp();
    else if (event.altKey && event.code === 'KeyM') set({ mode: theme === 'dark' ? 'light' : 'dark' });
    else return false;
    return true;
  };
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    const done = plain ? singleKeys && isFree(event.target) && single(event.key) : chord(event);
    if (done) event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
