/** The one axios instance: CSRF header, errors as ApiError, a word when the session is over. Knows no route. */
import axios, { isAxiosError, isCancel } from 'axios';
import { ApiError, type ErrorBody } from './errors';
import { heardFromServer, loseSight } from './reachability';

export const http = axios.create({
  baseURL: '/api/v1',
  timeout: 0,
  xsrfCookieName: 'easytune_csrf',
  xsrfHeaderName: 'X-CSRF-Token',
  paramsSerializer: { indexes: null },
});

type Listener = () => void;
const signedOutListeners = new Set<Listener>();

/** Called when the server says that nobody is signed in any more. */
export function onSignedOut(listener: Listener): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

export function isErrorBody(value: unknown): value is ErrorBody {
  return typeof value === 'object' && value !== null && 'code' in value;
}

/** What an answer other than a success means. Whoever watches for a lost server or session hears of it. */
export function failure(status: number, body: unknown, message: string): ApiError {
  if (status === 0 || (status >= 502 && status <= 504 && !isErrorBody(body))) {
    loseSight('server');
    return new ApiError({ code: 'network', params: {}, message, request_id: null }, 0);
  }
  if (isErrorBody(body) && body.code === 'database_away') loseSight('database');
  else heardFromServer();
  if (isErrorBody(body) && body.code === 'not_authenticated') signedOutListeners.forEach((listener) => listener());
  const known: ErrorBody = isErrorBody(body) ? body : { code: 'unexpected', params: {}, message, request_id: null };
  return new ApiError(known, status);
}

http.interceptors.response.use(
  (response) => {
    heardFromServer();
    return response;
  },
  (error: unknown) => {
    if (isCancel(error) || !isAxiosError(error)) return Promise.reject(error);
    return Promise.reject(failure(error.response?.status ?? 0, error.response?.data, error.message));
  },
);
