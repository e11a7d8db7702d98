/** Asking a language model: the answer piece by piece, then its figures. Knows no page. */
import type { Schema } from './call';
import { failure, isErrorBody } from './client';
import { ApiError } from './errors';
import { stream } from './stream';

export type GenerateIn = Schema<'GenerateIn'>;
export type Sampling = GenerateIn['sampling'];
export type Turn = GenerateIn['turns'][number];

/** As easytune/contract/generate.py says; an event stream has no shape in OpenAPI. */
export interface Figures {
  finish_reason: 'stop' | 'length';
  prompt_tokens: number;
  answer_tokens: number;
  first_token_seconds: number;
  seconds: number;
}

/** Throws: ApiError, also when the stream ends before the answer does; what `signal` throws when it aborts. */
export async function generate(
  request: GenerateIn,
  onPiece: (text: string) => void,
  signal: AbortSignal,
): Promise<Figures> {
  for await (const { type, data } of stream('/generate', request, signal)) {
    const content: unknown = JSON.parse(data);
    if (type === 'piece') onPiece((content as { text: string }).text);
    if (type === 'answered') return content as Figures;
    if (type === 'error' && isErrorBody(content)) throw new ApiError({ ...content, request_id: null }, 200);
  }
  throw failure(0, null, 'the stream ended before the answer');
}
