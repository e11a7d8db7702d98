import { expect, test } from 'vitest';
import { blocksOf } from './prose';

test('text and fenced code take turns', () => {
  expect(blocksOf('Look:\n```python\nprint(1)\n\nprint(2)\n```\nDone.')).toEqual([
    { kind: 'text', text: 'Look:' },
    { kind: 'code', text: 'print(1)\n\nprint(2)' },
    { kind: 'text', text: 'Done.' },
  ]);
});

test('a fence that is still open holds code to the end', () => {
  expect(blocksOf('```\na\nb')).toEqual([{ kind: 'code', text: 'a\nb' }]);
});

test('line breaks stay, and HTML is text', () => {
  expect(blocksOf('a\n\nb <script>1</script>')).toEqual([{ kind: 'text', text: 'a\n\nb <script>1</script>' }]);
  expect(blocksOf('')).toEqual([]);
});
