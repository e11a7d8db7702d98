/** One hyper-parameter: label, help, control and a way back to its default. Knows no form around it. */
import { QuestionCircleOutlined, UndoOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './create.module.css';
import type { Field, Language, Value } from './declared';
import type { Finding } from './queries';
import { SettingInput } from './SettingInput';
import { isSame } from './settings';
import { useShownValue } from './useShownValue';

interface Props {
  field: Field;
  value: Value;
  initial: Value;
  findings: readonly Finding[];
  onChange: (value: Value) => void;
}

export function SettingField({ field, value, initial, findings, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const language = i18n.language as Language;
  const shown = useShownValue();
  const back = t('jobs.create.default', { value: shown(initial) });
  const label = field.label[language];
  return (
    <div className={`${styles.field} ${field.kind === 'texts' ? styles.wide : ''}`}>
      <div className={styles.fieldHead}>
        {field.kind === 'texts' ? <strong>{label}</strong> : <label htmlFor={id}>{label}</label>}
        <Tooltip title={field.help[language]}>
          <QuestionCircleOutlined tabIndex={0} aria-label={field.help[language]} className="muted" />
        </Tooltip>
        {!isSame(value, initial) && (
          <Button
            type="link"
            size="small"
            icon={<UndoOutlined />}
            onClick={() => onChange(initial)}
            aria-label={`${t('jobs.create.reset')}: ${label}, ${back}`}
          >
            {back}
          </Button>
        )}
      </div>
      <SettingInput
        id={id}
        field={field}
        value={value}
        initial={initial}
        isWrong={findings.length > 0}
        onChange={onChange}
      />
      {findings.map((finding) => (
        <p key={finding.code} role="alert" className={styles.fieldError}>
          {finding.message}
        </p>
      ))}
    </div>
  );
}
