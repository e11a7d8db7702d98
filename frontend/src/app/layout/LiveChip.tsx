/** How fresh the page is: live, reconnecting or polling; nothing while nothing is followed. */
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLiveState } from '@/api/live';
import styles from './layout.module.css';

export function LiveChip() {
  const { t } = useTranslation();
  const state = useLiveState();
  if (state === 'idle' || state === 'connecting') return null;
  return (
    <Tooltip title={t(`shell.live.${state}Hint`)}>
      <span className={`${styles.chip} ${styles[state] ?? ''}`} role="status">
        <span className={styles.dot} aria-hidden />
        {t(`shell.live.${state}`)}
      </span>
    </Tooltip>
  );
}
