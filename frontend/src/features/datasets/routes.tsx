/** Where the dataset pages live. */
import type { RouteObject } from 'react-router-dom';

export const routes: RouteObject[] = [
  { path: 'datasets', lazy: async () => ({ Component: (await import('./DatasetsPage')).DatasetsPage }) },
  { path: 'datasets/new', lazy: async () => ({ Component: (await import('./UploadPage')).UploadPage }) },
  { path: 'datasets/:id', lazy: async () => ({ Component: (await import('./DatasetPage')).DatasetPage }) },
];
