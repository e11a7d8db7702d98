/** 404. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router-dom';
import { useTitle } from '@/components/useTitle';
import styles from './app.module.css';

export function NotFoundPage() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  useTitle(t('shell.notFound.title'));
  return (
    <div className={styles.center}>
      <p className={styles.bigNumber} aria-hidden>
        404
      </p>
      <h1>{t('shell.notFound.title')}</h1>
      <p className="muted">{t('shell.notFound.text', { path: pathname })}</p>
      <Button type="primary" href="/">
        {t('shell.notFound.home')}
      </Button>
    </div>
  );
}
