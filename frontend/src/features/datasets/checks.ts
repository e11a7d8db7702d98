/** What the page can tell about a file before it is sent, and about an upload's error. Knows no server. */
import { ApiError } from '@/api/errors';

export const EXTENSIONS = ['.csv', '.tsv', '.json', '.jsonl', '.txt'] as const;
const COLUMN_ERRORS = ['column_missing', 'no_valid_rows'];

export function fileProblem(file: Pick<File, 'name' | 'size'>): 'wrongType' | 'emptyFile' | null {
  const name = file.name.toLowerCase();
  if (!EXTENSIONS.some((extension) => name.endsWith(extension))) return 'wrongType';
  return file.size === 0 ? 'emptyFile' : null;
}

/** Naming the columns by hand may help. */
export function needsColumns(error: unknown): boolean {
  return error instanceof ApiError && COLUMN_ERRORS.includes(error.code);
}

/** The columns that the file has, as far as the error tells. */
export function columnsIn(error: unknown): string[] {
  const columns = error instanceof ApiError ? error.params.columns : undefined;
  if (Array.isArray(columns)) return columns.map(String);
  return typeof columns === 'string' ? columns.split(', ').filter(Boolean) : [];
}
