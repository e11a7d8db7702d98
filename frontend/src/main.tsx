/** Starts the page: language first, then React. */
import 'antd/dist/reset.css';
import './theme/fonts.css';
import './theme/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router-dom';
import { onSignedOut } from './api/client';
import { makeQueryClient } from './api/queryClient';
import { onReachable } from './api/reachability';
import { sessionQuery } from './api/session';
import { Providers } from './app/Providers';
import { makeRouter } from './app/router';
import { firstLanguage, startI18n } from './locales/i18n';

async function start(root: HTMLElement): Promise<void> {
  const client = makeQueryClient();
  onSignedOut(() => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }));
  onReachable((reachable) => reachable && void client.invalidateQueries());
  void client.prefetchQuery(sessionQuery);
  await startI18n(firstLanguage());
  createRoot(root).render(
    <StrictMode>
      <Providers client={client}>
        <RouterProvider router={makeRouter()} />
      </Providers>
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root) void start(root);
