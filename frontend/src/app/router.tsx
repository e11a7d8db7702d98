/** All routes: who must be signed in, what the frame is, where each feature begins. Knows no page from inside. */
import { createBrowserRouter, Navigate, type RouteObject } from 'react-router-dom';
import { routes as datasets } from '@/features/datasets/routes';
import { routes as jobs } from '@/features/jobs/routes';
import { routes as models } from '@/features/models/routes';
import { routes as playground } from '@/features/playground/routes';
import { routes as settings } from '@/features/settings/routes';
import { CrashPage } from './CrashPage';
import { RequireUser, SessionGate, VisitorsOnly } from './guards';
import { NotFoundPage } from './NotFoundPage';

const pages: RouteObject[] = [
  {
    index: true,
    lazy: async () => ({ Component: (await import('@/features/dashboard/DashboardPage')).DashboardPage }),
  },
  ...datasets,
  ...models,
  ...jobs,
  ...playground,
  ...settings,
  { path: 'settings', element: <Navigate to="/settings/tokens" replace /> },
  { path: '*', element: <NotFoundPage /> },
];

const visitors: RouteObject[] = [
  { path: 'login', lazy: async () => ({ Component: (await import('@/features/auth/LoginPage')).LoginPage }) },
  { path: 'setup', lazy: async () => ({ Component: (await import('@/features/auth/SetupPage')).SetupPage }) },
];

export function makeRouter() {
  return createBrowserRouter([
    {
      element: <SessionGate />,
      errorElement: <CrashPage />,
      HydrateFallback: () => null,
      children: [
        { element: <VisitorsOnly />, children: visitors },
        {
          element: <RequireUser />,
          children: [
            {
              lazy: async () => ({ Component: (await import('./layout/Shell')).Shell }),
              children: [{ errorElement: <CrashPage />, children: pages }],
            },
          ],
        },
      ],
    },
  ]);
}
