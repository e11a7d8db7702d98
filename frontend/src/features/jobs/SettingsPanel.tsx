/** All hyper-parameters: the way of tuning, the few that matter, the rest folded. */
import { Button, Collapse } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import styles from './create.module.css';
import type { Group } from './declared';
import type { Finding, Settings } from './queries';
import { SettingField } from './SettingField';
import {
  changedFields,
  fieldsFor,
  initialOf,
  initialSettings,
  initialTuning,
  tuningsFor,
  valueOf,
  waysOf,
  withTuning,
  withValue,
  type Tuning,
  type TuningKind,
} from './settings';
import { TuningChoice } from './TuningChoice';

interface Props {
  settings: Settings;
  errors: readonly Finding[];
  onChange: (settings: Settings) => void;
}

/** A field of a list is found with its place behind it, for example settings.objective.sample_prompts.0. */
function isAbout(finding: Finding, name: string): boolean {
  const field = `settings.${name}`;
  return finding.field === field || (finding.field?.startsWith(`${field}.`) ?? false);
}

export function SettingsPanel({ settings, errors, onChange }: Props) {
  const { t } = useTranslation();
  const [left, setLeft] = useState<Partial<Record<TuningKind, Tuning>>>({});
  const ways = waysOf(settings);
  const changed = changedFields(settings);
  const choose = (next: TuningKind) => {
    setLeft({ ...left, [ways.tuning]: settings.tuning });
    onChange(withTuning(settings, left[next] ?? initialTuning(next)));
  };
  const group = (name: Group) => (
    <div className={styles.fields}>
      {fieldsFor(ways)
        .filter((field) => field.group === name)
        .map((field) => (
          <SettingField
            key={field.name}
            field={field}
            value={valueOf(settings, field)}
            initial={initialOf(field, ways)}
            findings={errors.filter((finding) => isAbout(finding, field.name))}
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
            <Button size="small" onClick={() => onChange(initialSettings(ways))}>
              {t('jobs.create.resetAll')}
            </Button>
          </>
        )
      }
    >
      <TuningChoice value={ways.tuning} offered={tuningsFor(ways.objective)} onChange={choose} />
      {group('simple')}
      <Collapse
        ghost
        className={styles.advanced}
        items={[{ key: 'advanced', label: t('jobs.create.advanced'), children: group('advanced') }]}
      />
    </Panel>
  );
}
