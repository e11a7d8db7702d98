import { expect, test } from 'vitest';
import { ApiError, describe, textOf } from './errors';

test('a known code is told in the language of the page, with its params filled in', () => {
  expect(textOf('batch_too_large', { batch_rows: 64, train_rows: 40 }, '', 'en')).toEqual({
    sentence: 'The batch size 64 is larger than the 40 training rows.',
    hint: 'Make it at most 40.',
  });
  expect(textOf('batch_too_large', { batch_rows: 64, train_rows: 40 }, '', 'zh').sentence).toContain('批大小 64');
});

test('doubled braces become braces and a missing param shows its name', () => {
  expect(textOf('row_not_object', {}, '', 'en').hint).toContain('{"text": …, "label": …}');
  expect(textOf('name_taken', {}, '', 'en').sentence).toContain('{name}');
});

test('an unknown code shows what the server said', () => {
  const error = new ApiError({ code: 'brand_new', params: {}, message: 'As the server says.', request_id: 'a1' }, 400);
  expect(describe(error, 'zh')).toEqual({ sentence: 'As the server says.', hint: '' });
});
