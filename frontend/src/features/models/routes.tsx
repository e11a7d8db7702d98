/** Where the models page lives. */
import type { RouteObject } from 'react-router-dom';

export const routes: RouteObject[] = [
  { path: 'models', lazy: async () => ({ Component: (await import('./ModelsPage')).ModelsPage }) },
];
