/** Where the playground pages live. */
import type { RouteObject } from 'react-router-dom';

export const routes: RouteObject[] = [
  { path: 'playground', lazy: async () => ({ Component: (await import('./PlaygroundPage')).PlaygroundPage }) },
];
