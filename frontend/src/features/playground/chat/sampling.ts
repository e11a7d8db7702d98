/** How a model is asked to choose its words: defaults, presets, kept in this browser. Knows no component. */
import type { Sampling } from '@/api/generate';
import { keepJson, readJson } from './kept';

export type Preset = 'precise' | 'balanced' | 'creative';
export type FullSampling = Required<Sampling>;

/** What a preset says; the other settings stay as they are. */
export const PRESETS: Record<Preset, Pick<FullSampling, 'temperature' | 'top_p'>> = {
  precise: { temperature: 0, top_p: 1 },
  balanced: { temperature: 0.7, top_p: 0.9 },
  creative: { temperature: 1, top_p: 0.95 },
};

/** As the server's own. */
export const USUAL_SAMPLING: FullSampling = {
  ...PRESETS.balanced,
  max_tokens: 512,
  repetition_penalty: 1,
  stop: [],
  seed: null,
};

export const LIMITS = {
  temperature: { min: 0, max: 2, step: 0.1 },
  top_p: { min: 0.01, max: 1, step: 0.05 },
  max_tokens: { min: 1, max: 32_768, step: 64 },
  repetition_penalty: { min: 1, max: 2, step: 0.05 },
  seed: { min: 0, max: 2 ** 32 - 1, step: 1 },
} as const;
export const MOST_STOPS = 4;
export const LONGEST_STOP = 100;

const PLACE = 'sampling';

/** The preset that these settings are; null where they are of one's own making. */
export function presetOf(sampling: Sampling): Preset | null {
  const names = Object.keys(PRESETS) as Preset[];
  return (
    names.find((name) => {
      const { temperature, top_p } = PRESETS[name];
      return sampling.temperature === temperature && sampling.top_p === top_p;
    }) ?? null
  );
}

export function readSampling(): FullSampling {
  return { ...USUAL_SAMPLING, ...readJson<Partial<FullSampling>>(PLACE) };
}

export function keepSampling(sampling: FullSampling): boolean {
  return keepJson(PLACE, sampling);
}
