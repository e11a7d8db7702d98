/** An upload on its way: percent, speed, time left; then the server reads. */
import { LoadingOutlined } from '@ant-design/icons';
import { Button, Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Sent } from '@/api/call';
import { formatBytes, formatDuration } from '@/components/format';
import styles from './upload.module.css';

interface Props {
  name: string;
  sent: Sent;
  onCancel: () => void;
}

export function Sending({ name, sent, onCancel }: Props) {
  const { t } = useTranslation();
  const bytesPerSecond = sent.seconds > 0 ? sent.loaded / sent.seconds : 0;
  const secondsLeft = bytesPerSecond > 0 ? (sent.total - sent.loaded) / bytesPerSecond : 0;
  const percent = sent.total ? Math.floor((sent.loaded / sent.total) * 100) : 0;
  const allSent = sent.total > 0 && sent.loaded >= sent.total;
  return (
    <div className={styles.sending}>
      <strong>{t('datasets.new.sending', { name })}</strong>
      <Progress percent={percent} status="active" aria-label={t('components.progressOf', { name })} />
      <p className="muted" role="status">
        {allSent ? (
          <>
            <LoadingOutlined /> {t('datasets.new.reading')}
          </>
        ) : (
          t('datasets.new.speed', {
            done: formatBytes(sent.loaded),
            total: formatBytes(sent.total),
            speed: formatBytes(Math.round(bytesPerSecond)),
            left: formatDuration(secondsLeft, t),
          })
        )}
      </p>
      <div>
        <Button onClick={onCancel}>{t('common.cancel')}</Button>
      </div>
    </div>
  );
}
