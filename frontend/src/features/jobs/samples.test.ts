import { expect, test } from 'vitest';
import { answerAt, shownSteps, withSample, type Samples } from './samples';

const NONE: Samples = { prompts: [], steps: [], left_out: 0 };

function told(...points: [step: number, place: number, text: string][]): Samples {
  return points.reduce<Samples>((known, [step, place, text]) => {
    const next = withSample(known, { step, place, prompt: `prompt ${place}`, text });
    if (!next) throw new Error('another attempt');
    return next;
  }, NONE);
}

test('answers join their prompt, whatever the order of the prompts', () => {
  const known = told([0, 1, 'b0'], [0, 0, 'a0'], [10, 0, 'a1'], [10, 1, 'b1']);
  expect(known.steps).toEqual([0, 10]);
  expect(known.prompts.map(({ prompt }) => prompt)).toEqual(['prompt 0', 'prompt 1']);
  expect(known.prompts.map((prompt) => answerAt(prompt, 10))).toEqual(['a1', 'b1']);
});

test('an answer that is told twice is there once', () => {
  const known = told([0, 0, 'first'], [0, 0, 'second']);
  expect(known.prompts[0]?.answers).toEqual([{ step: 0, text: 'second' }]);
});

test('an answer of an earlier step means that another attempt took over', () => {
  const known = told([0, 0, 'base'], [20, 0, 'later']);
  expect(withSample(known, { step: 10, place: 0, prompt: 'prompt 0', text: 'again' })).toBeNull();
});

test('of many evaluations the base and the newest two are shown, or all', () => {
  expect(shownSteps([0, 10, 20], false)).toEqual([0, 10, 20]);
  expect(shownSteps([0, 10, 20, 30, 40], false)).toEqual([0, 30, 40]);
  expect(shownSteps([0, 10, 20, 30, 40], true)).toEqual([0, 10, 20, 30, 40]);
});
