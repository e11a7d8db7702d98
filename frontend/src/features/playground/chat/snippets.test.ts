import { expect, test } from 'vitest';
import { USUAL_SAMPLING } from './sampling';
import { curlOf, pythonOf } from './snippets';
import { changed, NO_TALK } from './talk';

const model = 'tiny "chat"';
const talk = changed(NO_TALK, { type: 'asked', question: 'it\'s "so"\nreally' });

test('a quote cannot end the shell word, and only settings that are set are sent', () => {
  const curl = curlOf(model, talk, USUAL_SAMPLING, '');
  expect(curl).toContain(`it'\\''s`);
  expect(curl).not.toContain('seed');
  expect(curl).not.toContain('repetition_penalty');
});

test('what Python is given is one literal each, whatever quotes and breaks it holds', () => {
  const python = pythonOf(model, talk, { ...USUAL_SAMPLING, seed: 7, stop: ['\n'], repetition_penalty: 1.1 }, '');
  expect(python).toContain('model="tiny \\"chat\\""');
  expect(python).toContain('{"role":"user","content":"it\'s \\"so\\"\\nreally"}');
  expect(python).toContain('    seed=7,');
  expect(python).toContain('    stop=["\\n"],');
  expect(python).toContain('extra_body={"repetition_penalty": 1.1}');
});

test('before anything is asked, an example question stands in', () => {
  expect(curlOf(model, NO_TALK, USUAL_SAMPLING, 'Hello')).toContain('"content":"Hello"');
});
