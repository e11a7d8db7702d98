/** Errors of the API as one class, and their texts in the reader's language. Knows no axios and no page. */
import texts from '@/locales/errors.gen.json';

export interface ErrorBody {
  code: string;
  params: Record<string, unknown>;
  message: string;
  request_id: string | null;
}

export class ApiError extends Error {
  readonly code: string;
  readonly params: Record<string, unknown>;
  readonly requestId: string | null;
  /** 0 when the server did not answer. */
  readonly status: number;

  constructor(body: ErrorBody, status: number) {
    super(body.message);
    this.name = 'ApiError';
    this.code = body.code;
    this.params = body.params;
    this.requestId = body.request_id;
    this.status = status;
  }
}

export interface ErrorText {
  sentence: string;
  hint: string;
}

interface Entry {
  zh: string;
  en: string;
  hint_zh: string;
  hint_en: string;
}

const ENTRIES = texts as Record<string, Entry | undefined>;
const NETWORK: Entry = {
  zh: '无法连接服务器。',
  en: 'The server cannot be reached.',
  hint_zh: '请检查服务器是否在运行，页面会自动重试。',
  hint_en: 'Check that it is running; the page keeps trying.',
};

/** Python's format syntax: {name}, with {{ and }} for braces; an unknown name stays as it is. */
function fill(template: string, params: Record<string, unknown>): string {
  return template.replace(/\{\{|\}\}|\{(\w+)\}/g, (whole, name: string | undefined) => {
    if (name === undefined) return whole.charAt(0);
    const value = params[name];
    if (value === undefined) return whole;
    if (Array.isArray(value)) return value.join(', ');
    return typeof value === 'number' && /_bytes$/.test(name) ? value.toLocaleString('en-US') : String(value);
  });
}

/** Sentence and hint of a code; an unknown code shows the server's own message. */
export function textOf(code: string, params: Record<string, unknown>, message: string, language: string): ErrorText {
  const entry = code === 'network' ? NETWORK : ENTRIES[code];
  if (!entry) return { sentence: message, hint: '' };
  const [sentence, hint] = language.startsWith('zh') ? [entry.zh, entry.hint_zh] : [entry.en, entry.hint_en];
  return { sentence: fill(sentence, params), hint: fill(hint, params) };
}

export function describe(error: unknown, language: string): ErrorText {
  if (error instanceof ApiError) return textOf(error.code, error.params, error.message, language);
  return textOf('unexpected', {}, error instanceof Error ? error.message : String(error), language);
}
