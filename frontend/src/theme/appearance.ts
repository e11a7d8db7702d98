/** What the reader chose about looks: theme, density, the folded sidebar. Kept in this browser. Knows no server. */
import { useSyncExternalStore } from 'react';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { ThemeName } from './palette';

export type ThemeMode = 'light' | 'dark' | 'system';
export type Density = 'standard' | 'compact';

interface Appearance {
  mode: ThemeMode;
  density: Density;
  folded: boolean;
  /** Shortcuts of one key without Ctrl or Alt. */
  singleKeys: boolean;
  set: (change: Partial<Pick<Appearance, 'mode' | 'density' | 'folded' | 'singleKeys'>>) => void;
}

export const useAppearance = create<Appearance>()(
  persist(
    (set) => ({ mode: 'system', density: 'standard', folded: false, singleKeys: true, set: (change) => set(change) }),
    {
      name: 'easytune.appearance',
    },
  ),
);

const DARK_QUERY = '(prefers-color-scheme: dark)';

function subscribe(changed: () => void): () => void {
  const media = window.matchMedia(DARK_QUERY);
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
}

/** The theme that is shown now, with `system` resolved. */
export function useTheme(): ThemeName {
  const systemIsDark = useSyncExternalStore(subscribe, () => window.matchMedia(DARK_QUERY).matches);
  const mode = useAppearance((state) => state.mode);
  if (mode === 'system') return systemIsDark ? 'dark' : 'light';
  return mode;
}
