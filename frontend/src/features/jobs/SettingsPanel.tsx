/** All hyper-parameters: the way of tuning, the few that matter, the rest folded. */
import { Button, Collapse } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import styles from './create.module.css';
import type { Finding, Settings } from './queries';
import { SettingField } from './SettingField';
import {
  changedFields,
  fieldsFor,
  initialOf,
  initialSettings,
  initialTuning,
  valueOf,
  withTuning,
  withValue,
  type Group,
  type Tuning,
  type TuningKind,
} from './settings';
import { TuningChoice } from './TuningChoice';

interface Props {
  settings: Settings;
  errors: readonly Finding[];
  onChange: (settings: Settings) => void;
}

export function SettingsPanel({ settings, errors, onChange }: Props) {
  const { t } = useTranslation();
  const [left, setLeft] = useState<Partial<Record<TuningKind, Tuning>>>({});
  const { kind } = settings.tuning;
  const changed = changedFields(settings);
  const choose = (next: TuningKind) => {
    setLeft({ ...left, [kind]: settings.tuning });
    onChange(withTuning(settings, left[next] ?? initialTuning(next)));
  };
  const group = (name: Group) => (
    <div className={styles.fields}>
      {fieldsFor(kind)
        .filter((field) => field.group === name)
        .map((field) => (
          <SettingField
            key={field.name}
            field={field}
            value={valueOf(settings, field)}
            initial={initialOf(field, kind)}
            findings={errors.filter((finding) => finding.field === `settings.${field.name}`)}
            onChange={(value) => onChange(withValue(settings, field, value))}
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
            <Button size="small" onClick={() => onChange(initialSettings(kind))}>
              {t('jobs.create.resetAll')}
            </Button>
          </>
        )
      }
    >
      <TuningChoice value={kind} onChange={choose} />
      {group('simple')}
      <Collapse
        ghost
        className={styles.advanced}
        items={[{ key: 'advanced', label: t('jobs.create.advanced'), children: group('advanced') }]}
      />
    </Panel>
  );
}
