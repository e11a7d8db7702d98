/** Where the jobs pages live. */
import type { RouteObject } from 'react-router-dom';

export const routes: RouteObject[] = [
  { path: 'jobs', lazy: async () => ({ Component: (await import('./JobsPage')).JobsPage }) },
  { path: 'jobs/new', lazy: async () => ({ Component: (await import('./CreateJobPage')).CreateJobPage }) },
  { path: 'jobs/:id', lazy: async () => ({ Component: (await import('./JobPage')).JobPage }) },
];
