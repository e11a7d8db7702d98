/** Whether the first steps are hidden, and whether a model was tried: kept in this browser. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

interface FirstStepsState {
  hidden: boolean;
  tried: boolean;
  set: (change: Partial<Pick<FirstStepsState, 'hidden' | 'tried'>>) => void;
}

export const useFirstSteps = create<FirstStepsState>()(
  persist((set) => ({ hidden: false, tried: false, set: (change) => set(change) }), { name: 'easytune.first-steps' }),
);
