/** Answers to the fixed prompts: which are shown, and how a new one joins them. Knows no component and no request. */
import type { Schema } from '@/api/call';

export type Samples = Schema<'SamplesOut'>;
export type SampledPrompt = Samples['prompts'][number];

/** As the event stream tells it; it has no shape in OpenAPI. */
export interface SamplePoint {
  step: number;
  place: number;
  prompt: string;
  text: string;
}

/** The step of the base, before anything was learned. */
export const BASE_STEP = 0;
const NEWEST_SHOWN = 2;

export function isAtAGlance(steps: readonly number[]): boolean {
  return steps.length <= NEWEST_SHOWN + 1;
}

/** The first, which is the base where it answered, and the newest; or all of them. */
export function shownSteps(steps: readonly number[], all: boolean): readonly number[] {
  return all || isAtAGlance(steps) ? steps : [...steps.slice(0, 1), ...steps.slice(-NEWEST_SHOWN)];
}

export function answerAt(prompt: SampledPrompt, step: number | undefined): string | undefined {
  return prompt.answers.find((answer) => answer.step === step)?.text;
}

/** With an answer more, or null when it is of an earlier step than the newest: then another attempt took over. */
export function withSample(known: Samples, point: SamplePoint): Samples | null {
  if (point.step < (known.steps.at(-1) ?? BASE_STEP)) return null;
  const steps = known.steps.includes(point.step) ? known.steps : [...known.steps, point.step];
  const old = known.prompts.find(({ place }) => place === point.place);
  const earlier = old?.answers.filter(({ step }) => step !== point.step) ?? [];
  const next = {
    place: point.place,
    prompt: point.prompt,
    answers: [...earlier, { step: point.step, text: point.text }],
  };
  const others = known.prompts.filter(({ place }) => place !== point.place);
  return { ...known, steps, prompts: [...others, next].sort((a, b) => a.place - b.place) };
}
