/** One hyper-parameter: label, help, unit, bounds and a way back to its default. Knows no form around it. */
import { QuestionCircleOutlined, UndoOutlined } from '@ant-design/icons';
import { Button, InputNumber, Segmented, Tooltip } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatRate } from '@/components/format';
import styles from './create.module.css';
import { useShownValue } from './useShownValue';
import type { Finding } from './queries';
import type { Choice, Field, Language, Value } from './settings';

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
  const changed = value !== initial;
  const shown = useShownValue();
  const back = t('jobs.create.default', { value: shown(initial) });
  const input =
    field.kind === 'choice' ? (
      <Segmented<Choice>
        block
        value={value as Choice}
        aria-label={field.label[language]}
        options={field.choices.map((choice) => ({
          value: choice,
          label: t(`jobs.choices.${choice}`),
        }))}
        onChange={(choice) => onChange(choice)}
      />
    ) : (
      <InputNumber<number>
        id={id}
        style={{ width: '100%' }}
        value={value as number | null}
        step={field.kind === 'integer' ? 1 : undefined}
        precision={field.kind === 'integer' ? 0 : undefined}
        status={findings.length ? 'error' : undefined}
        placeholder={field.optional ? t('jobs.create.never') : undefined}
        suffix={field.unit ? <span className="muted">{t(`jobs.units.${field.unit}`)}</span> : undefined}
        formatter={(number, { userTyping, input: typed }) =>
          userTyping || number === undefined || number === null ? typed : formatRate(Number(number))
        }
        onChange={(number) => onChange(number ?? (field.optional ? null : initial))}
      />
    );
  return (
    <div className={styles.field}>
      <div className={styles.fieldHead}>
        <label htmlFor={id}>{field.label[language]}</label>
        <Tooltip title={field.help[language]}>
          <QuestionCircleOutlined tabIndex={0} aria-label={field.help[language]} className="muted" />
        </Tooltip>
        {changed && (
          <Button
            type="link"
            size="small"
            icon={<UndoOutlined />}
            onClick={() => onChange(initial)}
            aria-label={`${t('jobs.create.reset')}: ${field.label[language]}, ${back}`}
          >
            {back}
          </Button>
        )}
      </div>
      {input}
      {findings.map((finding) => (
        <p key={finding.code} role="alert" className={styles.fieldError}>
          {finding.message}
        </p>
      ))}
    </div>
  );
}
