/** Something that is taken from a registry with one click: what it is, then its progress, then what to do with it. */
import { CheckCircleFilled, CloudDownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './PullCard.module.css';
import { RunProgress } from './RunProgress';

interface Props {
  icon: ReactNode;
  name: string;
  description: string;
  facts: readonly string[];
  note?: string;
  /** What is there of a download that was paused or broke, in words. */
  kept?: string;
  onDiscard?: () => void;
  state: 'absent' | 'pulling' | 'ready' | 'failed';
  runId: number | null;
  taking: boolean;
  onTake: () => void;
  onEnd: () => void;
  /** What can be done when it is there. */
  ready: ReactNode;
}

export function PullCard({ icon, name, description, facts, note, ...of }: Props) {
  const { t } = useTranslation();
  const { state, runId, taking, onTake, onEnd, ready, kept, onDiscard } = of;
  const take = kept ? t('components.pull.resume') : t(`components.pull.${state === 'failed' ? 'again' : 'take'}`);
  return (
    <article className={styles.card}>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <div className={styles.body}>
        <h3>{name}</h3>
        <p className={styles.description}>{description}</p>
        <p className={styles.facts}>{facts.join(' · ')}</p>
        {note && <p className={styles.facts}>{note}</p>}
        {kept && <p className={styles.kept}>{kept}</p>}
        {(state === 'pulling' || state === 'failed') && runId !== null && (
          <RunProgress runId={runId} name={name} onEnd={onEnd} />
        )}
      </div>
      <div className={styles.action}>
        {state === 'ready' && (
          <>
            <CheckCircleFilled className={styles.tick} aria-hidden />
            {ready}
          </>
        )}
        {(state === 'absent' || state === 'failed') && (
          <>
            {kept && onDiscard && (
              <Button type="text" onClick={onDiscard} aria-label={`${t('components.pull.discard')}: ${name}`}>
                {t('components.pull.discard')}
              </Button>
            )}
            <Button
              icon={<CloudDownloadOutlined />}
              loading={taking}
              onClick={onTake}
              aria-label={`${kept ? take : t('components.pull.take')}: ${name}`}
            >
              {take}
            </Button>
          </>
        )}
      </div>
    </article>
  );
}
