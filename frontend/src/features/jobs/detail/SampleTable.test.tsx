import { render, screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { SampleTable } from './SampleTable';

const PROMPTS = [
  {
    place: 0,
    prompt: 'Who are you?',
    answers: [
      { step: 0, text: 'I am a model.' },
      { step: 20, text: 'I am your helper.' },
    ],
  },
  { place: 1, prompt: '你好', answers: [{ step: 0, text: '   ' }] },
];

test('every prompt is a row with the base first and the newest last', () => {
  render(<SampleTable prompts={PROMPTS} steps={[0, 20]} best={20} marked={false} />);
  expect(screen.getAllByRole('columnheader').map((cell) => cell.textContent)).toEqual([
    'Prompt',
    'Base',
    'Step 20 ★ best',
  ]);
  const row = screen.getByRole('row', { name: /Who are you/ });
  expect(
    within(row)
      .getAllByRole('cell')
      .map((cell) => cell.textContent),
  ).toEqual(['I am a model.', 'I am your helper.']);
  expect(document.querySelectorAll('mark')).toHaveLength(0);
});

test('an empty answer and one that is not there yet are told apart', () => {
  render(<SampleTable prompts={PROMPTS} steps={[0, 20]} best={20} marked={false} />);
  const row = screen.getByRole('row', { name: /你好/ });
  expect(
    within(row)
      .getAllByRole('cell')
      .map((cell) => cell.textContent),
  ).toEqual(['an empty answer', 'no answer yet']);
});

test('only the words that the answer before lacks are marked, and none of the base', () => {
  render(<SampleTable prompts={PROMPTS} steps={[0, 20]} best={undefined} marked />);
  const marks = [...document.querySelectorAll('mark')].map((mark) => mark.textContent);
  expect(marks).toEqual(['your', 'helper']);
});
