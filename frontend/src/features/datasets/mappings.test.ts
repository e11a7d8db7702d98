import { expect, test } from 'vitest';
import { chosenOf, formFieldsOf, isComplete, kindOf, mappingOf, suggested } from './mappings';

const answer = { kind: 'answer', question: 'q', answer: 'a', input: null, system: 's', history: null } as const;
const turns = { kind: 'turns', turns: 'messages', system: null, tools: 'tools' } as const;
const text = { kind: 'text', text: 't', label: 'l', label_separator: '|' } as const;

test('a mapping goes into the form and comes out the same', () => {
  for (const mapping of [answer, turns, text, { ...text, label: null, label_separator: null }]) {
    expect(mappingOf(kindOf(mapping), chosenOf(mapping))).toEqual(mapping);
  }
});

test('a text without a label is plain, with one it is labelled', () => {
  expect(kindOf(text)).toBe('labelled');
  expect(kindOf({ ...text, label: null })).toBe('plain');
});

test('another kind of row starts with the columns of a usual name', () => {
  expect(suggested('answer', ['id', 'output', 'instruction', 'input'])).toEqual({
    question: 'instruction',
    answer: 'output',
    input: 'input',
    system: '',
    history: '',
  });
  expect(suggested('turns', ['id', 'Conversations'])).toMatchObject({ turns: 'Conversations' });
});

test('what must be there takes a column that is free; one column is not taken twice', () => {
  expect(suggested('labelled', ['a', 'b'])).toEqual({ text: 'a', label: 'b' });
  expect(suggested('labelled', ['label'])).toEqual({ label: 'label', text: '' });
  expect(isComplete('labelled', suggested('labelled', ['label']))).toBe(false);
  expect(isComplete('turns', { turns: 'm' })).toBe(true);
});

test('an upload leaves the separator of labels to the server, and says all of other kinds', () => {
  expect(formFieldsOf('labelled', { text: 't', label: 'l' })).toEqual({ text_column: 't', label_column: 'l' });
  expect(JSON.parse(formFieldsOf('turns', { turns: 'm' }).mapping ?? '')).toMatchObject({ kind: 'turns', turns: 'm' });
});
