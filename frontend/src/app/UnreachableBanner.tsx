/** Says that the server or its database is away, and goes by itself when it is back. Knows no page. */
import { LoadingOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { useLost } from '@/api/reachability';
import styles from './app.module.css';

export function UnreachableBanner() {
  const { t } = useTranslation();
  const lost = useLost();
  if (lost === null) return null;
  return (
    <div className={styles.unreachable} role="status">
      <LoadingOutlined /> {t(lost === 'server' ? 'shell.unreachable' : 'shell.databaseAway')}
    </div>
  );
}
