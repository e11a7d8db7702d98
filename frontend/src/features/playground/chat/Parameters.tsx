/** System prompt and sampling settings, with three presets. Knows no model's answers. */
import { UndoOutlined } from '@ant-design/icons';
import { Button, Input, InputNumber, Segmented, Select } from 'antd';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './chat.module.css';
import {
  LIMITS,
  LONGEST_STOP,
  MOST_STOPS,
  PRESETS,
  presetOf,
  USUAL_SAMPLING,
  type FullSampling,
  type Preset,
} from './sampling';

interface Props {
  sampling: FullSampling;
  onSampling: (sampling: FullSampling) => void;
  system: string;
  /** Left out for a model that knows no conversations. */
  onSystem?: (text: string) => void;
}

type NumberName = keyof typeof LIMITS;
const NUMBERS: readonly NumberName[] = ['temperature', 'top_p', 'max_tokens', 'repetition_penalty', 'seed'];

function Field({ label, hint, children }: { label: string; hint: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
      <span className={styles.hint} id={`${id}-hint`}>
        {hint}
      </span>
    </div>
  );
}

function NumberField({ name, sampling, onSampling }: { name: NumberName } & Pick<Props, 'sampling' | 'onSampling'>) {
  const { t } = useTranslation();
  return (
    <Field label={t(`playground.parameters.${name}.label`)} hint={t(`playground.parameters.${name}.hint`)}>
      {(id) => (
        <InputNumber<number>
          id={id}
          aria-describedby={`${id}-hint`}
          {...LIMITS[name]}
          value={sampling[name]}
          precision={name === 'max_tokens' || name === 'seed' ? 0 : 2}
          placeholder={name === 'seed' ? t('playground.parameters.seed.random') : undefined}
          style={{ width: '100%' }}
          onChange={(value) => {
            if (value === null && name !== 'seed') return;
            onSampling({ ...sampling, [name]: value });
          }}
        />
      )}
    </Field>
  );
}

function Presets({ sampling, onSampling }: Pick<Props, 'sampling' | 'onSampling'>) {
  const { t } = useTranslation();
  return (
    <Segmented<Preset | ''>
      block
      size="small"
      aria-label={t('playground.parameters.preset')}
      value={presetOf(sampling) ?? ''}
      options={(Object.keys(PRESETS) as Preset[]).map((value) => ({
        value,
        label: t(`playground.parameters.presets.${value}`),
      }))}
      onChange={(preset) => {
        if (preset) onSampling({ ...sampling, ...PRESETS[preset] });
      }}
    />
  );
}

export function Parameters({ sampling, onSampling, system, onSystem }: Props) {
  const { t } = useTranslation();
  const usual = JSON.stringify(sampling) === JSON.stringify({ ...sampling, ...USUAL_SAMPLING });
  return (
    <div className={styles.parameters}>
      <Field
        label={t('playground.parameters.system.label')}
        hint={t(onSystem ? 'playground.parameters.system.hint' : 'playground.chat.noTemplateShort')}
      >
        {(id) => (
          <Input.TextArea
            id={id}
            aria-describedby={`${id}-hint`}
            value={system}
            disabled={!onSystem}
            autoSize={{ minRows: 2, maxRows: 8 }}
            placeholder={t('playground.parameters.system.placeholder')}
            onChange={(event) => onSystem?.(event.target.value)}
          />
        )}
      </Field>
      <Presets sampling={sampling} onSampling={onSampling} />
      {NUMBERS.map((name) => (
        <NumberField key={name} name={name} sampling={sampling} onSampling={onSampling} />
      ))}
      <Field label={t('playground.parameters.stop.label')} hint={t('playground.parameters.stop.hint')}>
        {(id) => (
          <Select<string[]>
            id={id}
            mode="tags"
            open={false}
            suffixIcon={null}
            maxCount={MOST_STOPS}
            value={[...sampling.stop]}
            onChange={(stop) =>
              onSampling({ ...sampling, stop: stop.map((text) => text.slice(0, LONGEST_STOP)).filter(Boolean) })
            }
          />
        )}
      </Field>
      {!usual && (
        <div>
          <Button size="small" icon={<UndoOutlined />} onClick={() => onSampling(USUAL_SAMPLING)}>
            {t('playground.parameters.reset')}
          </Button>
        </div>
      )}
    </div>
  );
}
