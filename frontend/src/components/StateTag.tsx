/** The state of a run as icon and word, never by colour alone. */
import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleFilled,
  LoadingOutlined,
  PauseCircleFilled,
  SyncOutlined,
  WarningFilled,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '@/api/call';
import styles from './StateTag.module.css';

export type RunState = Schema<'RunState'>;

interface Props {
  state: RunState;
  /** A stop was asked and has not happened yet. */
  stopping?: boolean;
  attempt?: number;
  queuePosition?: number | null;
}

const LOOKS: Record<RunState, { tone: string; icon: ReactNode }> = {
  PENDING: { tone: 'calm', icon: <ClockCircleOutlined /> },
  PREPARING: { tone: 'active', icon: <LoadingOutlined /> },
  RUNNING: { tone: 'active', icon: <SyncOutlined spin /> },
  COMPLETED: { tone: 'good', icon: <CheckCircleFilled /> },
  FAILED: { tone: 'bad', icon: <CloseCircleFilled /> },
  STOPPED: { tone: 'calm', icon: <PauseCircleFilled /> },
};
const LIVE: readonly RunState[] = ['PENDING', 'PREPARING', 'RUNNING'];

export function isLive(state: RunState): boolean {
  return LIVE.includes(state);
}

export function StateTag({ state, stopping = false, attempt = 1, queuePosition }: Props) {
  const { t } = useTranslation();
  const show = (tone: string, icon: ReactNode, text: string) => (
    <span className={`${styles.tag} ${styles[tone] ?? ''}`}>
      <span aria-hidden>{icon}</span>
      {text}
    </span>
  );
  if (stopping && isLive(state)) return show('caution', <LoadingOutlined />, t('common.status.stopping'));
  if (state === 'PENDING' && attempt > 1) return show('caution', <WarningFilled />, t('common.status.interrupted'));
  const { tone, icon } = LOOKS[state];
  if (state === 'PENDING' && queuePosition != null) {
    return show(tone, icon, t('common.status.queuedAt', { position: queuePosition }));
  }
  return show(tone, icon, t(`common.status.${state}`));
}
