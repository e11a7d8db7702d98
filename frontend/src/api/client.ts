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

function isErrorBody(value: unknown): value is ErrorBody {
  return typeof value === 'object' && value !== null && 'code' in value;
}

function toApiError(error: unknown): unknown {
  if (isCancel(error) || !isAxiosError(error)) return error;
  if (
    !error.response ||
    (error.response.status >= 502 && error.response.status <= 504 && !isErrorBody(error.response.data))
  ) {
    loseSight('server');
    return new ApiError({ code: 'network', params: {}, message: error.message, request_id: null }, 0);
  }
  const body: unknown = error.response.data;
  if (isErrorBody(body) && body.code === 'database_away') loseSight('database');
  else heardFromServer();
  const known: ErrorBody = isErrorBody(body)
    ? body
    : { code: 'unexpected', params: {}, message: error.message, request_id: null };
  return new ApiError(known, error.response.status);
}

http.interceptors.response.use(
  (response) => {
    heardFromServer();
    return response;
  },
  (error: unknown) => {
    const converted = toApiError(error);
    if (converted instanceof ApiError && converted.code === 'not_authenticated') {
      signedOutListeners.forEach((listener) => listener());
    }
    return Promise.reject(converted);
  },
);
