/** What a reader sees when a page throws: plain words, a way on, details folded. */
import { Button, Collapse } from 'antd';
import { useTranslation } from 'react-i18next';
import { isRouteErrorResponse, useRouteError } from 'react-router-dom';
import styles from './app.module.css';
import { NotFoundPage } from './NotFoundPage';

export function CrashPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFoundPage />;
  const details = error instanceof Error ? error.message : String(error);
  return (
    <div className={styles.center} role="alert">
      <h1>{t('shell.crash.title')}</h1>
      <p className="muted">{t('shell.crash.text')}</p>
      <Button type="primary" onClick={() => window.location.reload()}>
        {t('shell.crash.reload')}
      </Button>
      <Collapse
        ghost
        size="small"
        items={[{ key: 'details', label: t('components.error.details'), children: <code>{details}</code> }]}
      />
    </div>
  );
}
