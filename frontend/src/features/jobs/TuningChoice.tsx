/** Full, LoRA or head only: a card for each that the objective has, one chosen. Knows no values. */
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './create.module.css';
import type { TuningKind } from './settings';

interface Props {
  value: TuningKind;
  offered: readonly TuningKind[];
  onChange: (kind: TuningKind) => void;
}

const ORDER: readonly TuningKind[] = ['full', 'lora', 'head'];

export function TuningChoice({ value, offered, onChange }: Props) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset className={styles.tunings}>
      <legend>{t('jobs.tuning.title')}</legend>
      {ORDER.filter((kind) => offered.includes(kind)).map((kind) => (
        <label key={kind} className={`${styles.tuning} ${kind === value ? styles.tuningChosen : ''}`}>
          <input type="radio" name={name} value={kind} checked={kind === value} onChange={() => onChange(kind)} />
          <span>
            <strong>{t(`jobs.tuning.${kind}`)}</strong>
            <span className="muted">{t(`jobs.tuning.${kind}Hint`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
