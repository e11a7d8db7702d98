/** CPU, memory, disk and GPUs as bars; says when something needs attention. */
import { useQuery } from '@tanstack/react-query';
import { Alert, Progress, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { systemQuery, type System } from '@/api/overview';
import { ErrorState } from '@/components/ErrorState';
import { formatBytes } from '@/components/format';
import { Panel } from '@/components/Panel';
import styles from './dashboard.module.css';

const DISK_LOW = 0.1;
const HIGH_PERCENT = 90;

interface Meter {
  name: string;
  text: string;
  percent: number;
  /** Being full is a problem; a busy CPU is not. */
  scarce: boolean;
}

function useMeters(): (system: System) => Meter[] {
  const { t } = useTranslation();
  const share = (name: string, used: number, total: number): Meter => ({
    name,
    text: t('dashboard.system.of', { used: formatBytes(used), total: formatBytes(total) }),
    percent: total > 0 ? (used / total) * 100 : 0,
    scarce: true,
  });
  return (system) => [
    {
      name: t('dashboard.system.cpu'),
      text: `${Math.round(system.cpu_percent)}% · ${t('dashboard.system.cores', { number: system.cpu_count })}`,
      percent: system.cpu_percent,
      scarce: false,
    },
    share(t('dashboard.system.memory'), system.memory_used_bytes, system.memory_bytes),
    {
      ...share(t('dashboard.system.disk'), system.disk_bytes - system.disk_free_bytes, system.disk_bytes),
      text: t('dashboard.system.free', { free: formatBytes(system.disk_free_bytes) }),
    },
    ...system.gpus.map((gpu) => share(gpu.name, gpu.memory_used_bytes, gpu.memory_bytes)),
  ];
}

function Notes({ system }: { system: System }) {
  const { t } = useTranslation();
  const free = formatBytes(system.disk_free_bytes);
  return (
    <>
      {!system.scheduler && <Alert type="warning" showIcon title={t('dashboard.system.noScheduler')} />}
      {system.disk_free_bytes < system.disk_bytes * DISK_LOW && (
        <Alert type="warning" showIcon title={t('dashboard.system.diskLow', { free })} />
      )}
      {system.gpus.length === 0 && <p className={`muted ${styles.small}`}>{t('dashboard.system.noGpu')}</p>}
    </>
  );
}

export function SystemPanel() {
  const { t } = useTranslation();
  const meters = useMeters();
  const system = useQuery(systemQuery);
  return (
    <Panel title={t('dashboard.system.title')}>
      {system.error && !system.data && <ErrorState error={system.error} onRetry={() => void system.refetch()} />}
      {!system.data && !system.error && <Skeleton active />}
      {system.data && (
        <div className={styles.meters}>
          {meters(system.data).map(({ name, text, percent, scarce }) => (
            <div key={name}>
              <p className={styles.meterLine}>
                <span>{name}</span>
                <span className="muted">{text}</span>
              </p>
              <Progress
                percent={Math.round(percent)}
                showInfo={false}
                status="normal"
                size="small"
                strokeColor={scarce && percent >= HIGH_PERCENT ? 'var(--et-warning)' : undefined}
                aria-label={name}
              />
            </div>
          ))}
          <Notes system={system.data} />
        </div>
      )}
    </Panel>
  );
}
