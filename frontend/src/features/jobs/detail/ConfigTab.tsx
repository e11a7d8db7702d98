/** Every setting of a job beside its default, and where and with what it ran. */
import { Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '@/api/jobs';
import { CopyButton } from '@/components/CopyButton';
import { formatBytes, formatRate } from '@/components/format';
import { Panel } from '@/components/Panel';
import { FIELDS, type Language } from '../settings';
import styles from './detail.module.css';

function shown(value: unknown, never: string): string {
  if (value === null || value === undefined) return never;
  return typeof value === 'number' ? formatRate(value) : String(value);
}

function SettingsTable({ job, changedOnly }: { job: JobDetail; changedOnly: boolean }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language as Language;
  const fields = FIELDS.filter((field) => !changedOnly || job.settings[field.name] !== field.initial);
  if (!fields.length) return <p className="muted">{t('jobs.config.noChanges')}</p>;
  return (
    <table className={styles.configTable}>
      <thead>
        <tr>
          <th scope="col">{t('jobs.config.setting')}</th>
          <th scope="col">{t('jobs.config.value')}</th>
          <th scope="col">{t('jobs.config.default')}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.name}>
            <th scope="row">{field.label[language]}</th>
            <td className={job.settings[field.name] !== field.initial ? styles.changed : ''}>
              {shown(job.settings[field.name], t('jobs.create.never'))}
            </td>
            <td className="muted">{shown(field.initial, t('jobs.create.never'))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function ConfigTab({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  const [changedOnly, setChangedOnly] = useState(false);
  const environment = Object.entries(job.versions);
  return (
    <div className={styles.columns}>
      <Panel
        title={t('jobs.create.settings')}
        extra={
          <>
            <label>
              <Switch size="small" checked={changedOnly} onChange={setChangedOnly} /> {t('jobs.config.changedOnly')}
            </label>
            <CopyButton text={JSON.stringify(job.settings, null, 2)} label={t('jobs.config.copy')} />
          </>
        }
      >
        <SettingsTable job={job} changedOnly={changedOnly} />
      </Panel>
      <Panel title={t('jobs.config.environment')}>
        <table className={styles.configTable}>
          <tbody>
            {environment.map(([name, version]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{version}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">{t('jobs.config.folder')}</th>
              <td>
                <code className="mono">{job.folder}</code> <span className="muted">{formatBytes(job.disk_bytes)}</span>
              </td>
            </tr>
          </tbody>
        </table>
      </Panel>
    </div>
  );
}
