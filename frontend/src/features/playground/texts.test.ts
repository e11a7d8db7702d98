import { expect, test } from 'vitest';
import { curlOf, linesOf, toCsv } from './texts';

const prediction = { label: '正面', probability: 0.9, probabilities: [], truncated: false };

test('empty lines are no texts', () => {
  expect(linesOf(' a \n\n  \nb\r\n')).toEqual(['a', 'b']);
});

test('a cell that looks like a formula is made inert, a negative number is not', () => {
  expect(toCsv(['=1+1'], [prediction])).toContain(`"'=1+1"`);
  expect(toCsv(['-3.5'], [prediction])).toContain('"-3.5"');
});

test('quotes and commas survive', () => {
  expect(toCsv(['say "hi", ok'], [prediction])).toContain('"say ""hi"", ok"');
});

test('a quote cannot end the shell word of the curl command', () => {
  expect(curlOf(1, ["it's"])).toContain(`it'\\''s`);
});
