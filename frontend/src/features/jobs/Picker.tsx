/** One thing to pick from many, each with a line about it. Knows no draft. */
import { Select } from 'antd';
import { useId, type ReactNode } from 'react';
import styles from './create.module.css';

export interface Choice {
  value: number;
  name: string;
  about: string;
}

interface Props {
  label: string;
  value: number | null;
  choices: readonly Choice[];
  loading: boolean;
  missing?: string;
  footer?: ReactNode;
  onChange: (value: number) => void;
}

export function Picker({ label, value, choices, loading, missing, footer, onChange }: Props) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <Select<number, Choice & { label: string }>
        id={id}
        aria-label={label}
        value={loading ? null : value}
        loading={loading}
        showSearch={{ optionFilterProp: 'label' }}
        status={missing ? 'error' : undefined}
        options={choices.map((choice) => ({ ...choice, label: choice.name }))}
        optionRender={({ data }) => (
          <span className={styles.option}>
            {data.name}
            <span className="muted">{data.about}</span>
          </span>
        )}
        onChange={(chosen) => onChange(chosen)}
      />
      {missing && (
        <p role="alert" className={styles.fieldError}>
          {missing}
        </p>
      )}
      {footer}
    </div>
  );
}
