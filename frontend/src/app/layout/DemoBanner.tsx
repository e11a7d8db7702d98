/** In demo mode, on every page: what it means and which account it has. */
import { ExperimentOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session';
import styles from './layout.module.css';

export function DemoBanner() {
  const { t } = useTranslation();
  if (!useSession()?.demo) return null;
  return (
    <aside className={styles.demo} aria-label={t('shell.demo.label')}>
      <ExperimentOutlined aria-hidden />
      <span>{t('shell.demo.text')}</span>
      <span className={styles.demoAccount}>
        {t('shell.demo.account')} <code className="mono">admin / admin123</code>
      </span>
    </aside>
  );
}
