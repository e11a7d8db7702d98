/** All hyper-parameters, the few that matter first, the rest folded. */
import { Button, Collapse } from 'antd';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import styles from './create.module.css';
import type { Finding, Settings } from './queries';
import { SettingField } from './SettingField';
import { changedFields, FIELDS, initialSettings, type Group } from './settings';

interface Props {
  settings: Settings;
  errors: readonly Finding[];
  onChange: (settings: Settings) => void;
}

export function SettingsPanel({ settings, errors, onChange }: Props) {
  const { t } = useTranslation();
  const changed = changedFields(settings);
  const group = (name: Group) => (
    <div className={styles.fields}>
      {FIELDS.filter((field) => field.group === name).map((field) => (
        <SettingField
          key={field.name}
          field={field}
          value={settings[field.name]}
          findings={errors.filter((finding) => finding.field === `settings.${field.name}`)}
          onChange={(value) => onChange({ ...settings, [field.name]: value })}
        />
      ))}
    </div>
  );
  return (
    <Panel
      title={t('jobs.create.settings')}
      extra={
        changed.length > 0 && (
          <>
            <span className="muted">{t('jobs.create.changed', { count: changed.length })}</span>
            <Button size="small" onClick={() => onChange(initialSettings())}>
              {t('jobs.create.resetAll')}
            </Button>
          </>
        )
      }
    >
      {group('simple')}
      <Collapse
        ghost
        className={styles.advanced}
        items={[{ key: 'advanced', label: t('jobs.create.advanced'), children: group('advanced') }]}
      />
    </Panel>
  );
}
