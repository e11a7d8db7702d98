/** Who may see which branch of the routes: waits for the session, sends visitors to /login or /setup. Knows no page. */
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Navigate, Outlet, useLocation, useSearchParams } from 'react-router-dom';
import { sessionQuery, useSession } from '@/api/session';
import { currentLanguage, storedLanguage, switchLanguage } from '@/locales/i18n';
import { UnreachableBanner } from './UnreachableBanner';

/** Nothing is drawn before the session is known; while the server is away, the banner says so. */
export function SessionGate() {
  const session = useQuery({ ...sessionQuery, retry: true, retryDelay: 2000 });
  // the demo's account is everybody's: there the browser's language is the better guess
  const language = session.data?.demo ? undefined : session.data?.user?.language;
  useEffect(() => {
    if (language && !storedLanguage() && language !== currentLanguage()) void switchLanguage(language, false);
  }, [language]);
  return (
    <>
      <UnreachableBanner />
      {session.data && <Outlet />}
    </>
  );
}

export function RequireUser() {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session?.setup_required) return <Navigate to="/setup" replace />;
  if (session?.user) return <Outlet />;
  const next = pathname + search;
  return <Navigate to={next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`} replace />;
}

/** Only an address of this page is followed: `//host` and `https:` are not. */
function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}

export function VisitorsOnly() {
  const session = useSession();
  const { pathname } = useLocation();
  const [search] = useSearchParams();
  if (session?.user) return <Navigate to={safeNext(search.get('next'))} replace />;
  if (session?.setup_required && pathname !== '/setup') return <Navigate to="/setup" replace />;
  return <Outlet />;
}
