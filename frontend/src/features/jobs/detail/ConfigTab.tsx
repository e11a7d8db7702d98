/** Every setting of a job beside its default, and where and with what it ran. */
import { Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '@/api/jobs';
import { CopyButton } from '@/components/CopyButton';
import { formatBytes } from '@/components/format';
import { Panel } from '@/components/Panel';
import type { Language } from '../declared';
import { changedFields, fieldsFor, initialOf, valueOf, waysOf } from '../settings';
import { useShownValue } from '../useShownValue';
import styles from './detail.module.css';

function SettingsTable({ job, changedOnly }: { job: JobDetail; changedOnly: boolean }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language as Language;
  const shown = useShownValue();
  const ways = waysOf(job.settings);
  const kind = ways.tuning;
  const changed = new Set(changedFields(job.settings).map((field) => field.name));
  const fields = fieldsFor(ways).filter((field) => !changedOnly || changed.has(field.name));
  if (!fields.length && kind === 'full') return <p className="muted">{t('jobs.config.noChanges')}</p>;
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
        <tr>
          <th scope="row">{t('jobs.objective.title')}</th>
          <td>{t(`jobs.objective.${ways.objective}`)}</td>
          <td className="muted">–</td>
        </tr>
        <tr>
          <th scope="row">{t('jobs.tuning.title')}</th>
          <td className={kind === 'full' ? '' : styles.changed}>{t(`jobs.tuning.${kind}`)}</td>
          <td className="muted">{t('jobs.tuning.full')}</td>
        </tr>
        {fields.map((field) => (
          <tr key={field.name}>
            <th scope="row">{field.label[language]}</th>
            <td className={changed.has(field.name) ? styles.changed : ''}>{shown(valueOf(job.settings, field))}</td>
            <td className="muted">{shown(initialOf(field, ways))}</td>
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
