/** Where the settings pages live. */
import type { RouteObject } from 'react-router-dom';

export const routes: RouteObject[] = [
  { path: 'settings/tokens', lazy: async () => ({ Component: (await import('./TokensPage')).TokensPage }) },
  { path: 'settings/password', lazy: async () => ({ Component: (await import('./PasswordPage')).PasswordPage }) },
  { path: 'settings/appearance', lazy: async () => ({ Component: (await import('./AppearancePage')).AppearancePage }) },
];
