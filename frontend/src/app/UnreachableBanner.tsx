/** Says that the server is away, and goes by itself when it is back. Knows no page. */
import { LoadingOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { useReachable } from '@/api/reachability';
import styles from './app.module.css';

export function UnreachableBanner() {
  const { t } = useTranslation();
  if (useReachable()) return null;
  return (
    <div className={styles.unreachable} role="status">
      <LoadingOutlined /> {t('shell.unreachable')}
    </div>
  );
}
