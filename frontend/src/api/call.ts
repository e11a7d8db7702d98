/** `call(method, path, args)`: a request typed from openapi.json; a wrong path, field or enum does not compile. Knows no page. */
import { http } from './client';
import type { components, paths } from './schema.gen';

type Routes = { [K in keyof paths as K extends `/api/v1${infer Rest}` ? Rest : never]: paths[K] };
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type PathOf<M extends Method> = {
  [P in keyof Routes]: Routes[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof Routes];

type Operation<M extends Method, P extends PathOf<M>> = Routes[P] extends Record<M, infer O> ? O : never;
type Parameter<O, K extends string> = O extends { parameters: { [_ in K]?: infer V } } ? Exclude<V, undefined> : never;
type Body<O> = O extends { requestBody?: { content: { 'application/json': infer B } } } ? B : never;
type Given<K extends string, V> = [V] extends [never]
  ? unknown
  : Record<never, never> extends V
    ? { [_ in K]?: V }
    : { [_ in K]: V };

/** What a route needs besides its path, and how to give up. */
export type Args<O> = Given<'path', Parameter<O, 'path'>> &
  Given<'query', Parameter<O, 'query'>> &
  Given<'headers', Parameter<O, 'header'>> &
  Given<'body', Body<O>> & { signal?: AbortSignal };

type Json<R> = R extends { content: { 'application/json': infer V } } ? V : undefined;
type Success<O> = O extends { responses: infer R } ? { [S in keyof R & (200 | 201 | 202 | 204)]: Json<R[S]> } : never;
export type Answer<O> = Success<O>[keyof Success<O>];

type Rest<O> = Record<never, never> extends Args<O> ? [args?: Args<O>] : [args: Args<O>];

interface Loose {
  path?: Record<string, string | number>;
  query?: object;
  headers?: object;
  body?: unknown;
  signal?: AbortSignal;
}

function fill(path: string, values: Record<string, string | number> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
}

export async function call<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  ...rest: Rest<Operation<M, P>>
): Promise<Answer<Operation<M, P>>> {
  const args = (rest[0] ?? {}) as Loose;
  const answer = await http.request<Answer<Operation<M, P>>>({
    method,
    url: fill(String(path), args.path),
    params: args.query,
    headers: { ...args.headers },
    data: args.body,
    signal: args.signal,
  });
  return answer.data;
}

/** The address of a download, for a plain link. */
export function addressOf<P extends PathOf<'get'>>(path: P, values?: Record<string, string | number>): string {
  return `/api/v1${fill(String(path), values)}`;
}

export interface Sent {
  loaded: number;
  total: number;
  /** Since the upload began. */
  seconds: number;
}

/** Sends a form with files; `onProgress` hears how many bytes have left. */
export async function upload<P extends PathOf<'post'>>(
  path: P,
  form: FormData,
  onProgress: (sent: Sent) => void,
  signal: AbortSignal,
): Promise<Answer<Operation<'post', P>>> {
  const start = performance.now();
  const answer = await http.post<Answer<Operation<'post', P>>>(String(path), form, {
    signal,
    onUploadProgress: (event) =>
      onProgress({ loaded: event.loaded, total: event.total ?? 0, seconds: (performance.now() - start) / 1000 }),
  });
  return answer.data;
}

export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];
