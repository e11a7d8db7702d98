/** A moment as "3 minutes ago" with the exact time on hover, and a duration. */
import { Tooltip } from 'antd';
import dayjs from 'dayjs';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDuration } from './format';

const REFRESH_MILLISECONDS = 30_000;

export function Time({ value }: { value: string | null | undefined }) {
  useTranslation();
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => setTick((tick) => tick + 1), REFRESH_MILLISECONDS);
    return () => window.clearInterval(timer);
  }, []);
  if (!value) return <span className="muted">–</span>;
  const moment = dayjs(value);
  return (
    <Tooltip title={moment.format('YYYY-MM-DD HH:mm:ss')}>
      <time dateTime={value} style={{ whiteSpace: 'nowrap' }}>
        {moment.fromNow()}
      </time>
    </Tooltip>
  );
}

export function Duration({ seconds }: { seconds: number | null | undefined }) {
  const { t } = useTranslation();
  return <span style={{ whiteSpace: 'nowrap' }}>{seconds == null ? '–' : formatDuration(seconds, t)}</span>;
}
