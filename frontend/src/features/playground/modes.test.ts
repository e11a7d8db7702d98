import { expect, test } from 'vitest';
import { calledAs, modeOf, pairOf } from './modes';

const known = { classifiers: [{ id: 1 }], writers: [{ id: 2 }] };

test('an address that names only a model means what that model can do', () => {
  expect(modeOf('', 1, known)).toBe('classify');
  expect(modeOf('', 2, known)).toBe('chat');
  expect(modeOf('', 0, known)).toBe('classify');
  expect(modeOf('', 0, { ...known, classifiers: [] })).toBe('chat');
  expect(modeOf('compare', 1, known)).toBe('compare');
});

test('the address of many texts of before still opens classification', () => {
  expect(modeOf('batch', 2, known)).toBe('classify');
});

const base = { id: 1, base_model_id: null };
const other = { id: 2, base_model_id: null };
const tuned = { id: 3, base_model_id: 1 };

test('a tuned model stands beside its base unless another is asked for', () => {
  expect(pairOf([tuned, other, base], 0, 3)).toEqual({ a: base, b: tuned });
  expect(pairOf([tuned, other, base], 0, 0)).toEqual({ a: base, b: tuned });
  expect(pairOf([tuned, other, base], 2, 3)).toEqual({ a: other, b: tuned });
});

test('a model is never compared with itself, and one model alone with none', () => {
  expect(pairOf([tuned, base], 3, 3)).toEqual({ a: base, b: tuned });
  expect(pairOf([base, other], 1, 1)).toEqual({ a: other, b: base });
  expect(pairOf([base], 1, 1)).toBeNull();
  expect(pairOf([], 0, 0)).toBeNull();
});

test('of two models of one name the newer is called by it, the older by its number', () => {
  const [newer, older] = [
    { id: 9, name: 'qa' },
    { id: 4, name: 'qa' },
  ];
  expect([calledAs(newer, [newer, older]), calledAs(older, [newer, older])]).toEqual(['qa', '4']);
});
