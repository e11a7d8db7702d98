import { expect, test } from 'vitest';
import { ApiError } from '@/api/errors';
import { columnsIn, fileProblem, needsColumns } from './checks';

test('only the five formats are sent, and no empty file', () => {
  expect(fileProblem({ name: 'Reviews.CSV', size: 3 })).toBeNull();
  expect(fileProblem({ name: 'reviews.xlsx', size: 3 })).toBe('wrongType');
  expect(fileProblem({ name: 'reviews.jsonl', size: 0 })).toBe('emptyFile');
});

test('an error about columns offers the columns of the file', () => {
  const error = new ApiError(
    { code: 'column_missing', params: { column: 'text', columns: 'a, b' }, message: '', request_id: null },
    422,
  );
  expect(needsColumns(error)).toBe(true);
  expect(columnsIn(error)).toEqual(['a', 'b']);
  expect(needsColumns(new Error('other'))).toBe(false);
});
