import { expect, test } from 'vitest';
import { curlOf, linesOf, toCsv } from './texts';

const prediction = {
  label: '正面',
  probability: 0.9,
  probabilities: [
    { label: '正面', probability: 0.9 },
    { label: '负面', probability: 0.1 },
  ],
  labels: ['正面'],
  truncated: false,
};
const one = { value: 0, several: false };

test('empty lines are no texts', () => {
  expect(linesOf(' a \n\n  \nb\r\n')).toEqual(['a', 'b']);
});

test('a cell that looks like a formula is made inert, a negative number is not', () => {
  expect(toCsv(['=1+1'], [prediction], one)).toContain(`"'=1+1"`);
  expect(toCsv(['-3.5'], [prediction], one)).toContain('"-3.5"');
});

test('below the threshold there is no label; several stand beside each other', () => {
  expect(toCsv(['a'], [prediction], { value: 0.95, several: false })).toContain('"a","","0.900000"');
  expect(toCsv(['a'], [prediction], { value: 0.1, several: true })).toContain('"a","正面|负面","0.900000"');
});

test('quotes and commas survive', () => {
  expect(toCsv(['say "hi", ok'], [prediction], one)).toContain('"say ""hi"", ok"');
});

test('a quote cannot end the shell word of the curl command', () => {
  expect(curlOf(1, ["it's"], 0.5)).toContain(`it'\\''s`);
});
