/** For which model and with which settings of a training the rows are shown. Knows no row. */
import { InputNumber, Segmented, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '@/api/models';
import styles from './rendered.module.css';
import type { Look } from './renderings';

const LEAST_TOKENS = 8;
const MOST_TOKENS = 8192;
const LEARNED: readonly Look['learn'][] = ['all', 'last'];
const TEMPLATES: readonly Look['template'][] = ['auto', 'chatml', 'plain'];

interface Props {
  models: readonly Model[];
  look: Look;
  onChange: (part: Partial<Look>) => void;
}

/** Taken when the field is left, by Enter or by an arrow, for every new length is work for a process; then brought into its bounds. */
function Length({ value, most, onTake }: { value: number; most: number; onTake: (value: number) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [typed, setTyped] = useState<number | null>(value);
  const take = (wanted: number | null) => {
    const taken = Math.min(most, Math.max(LEAST_TOKENS, wanted ?? value));
    setTyped(taken);
    if (taken !== value) onTake(taken);
  };
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{t('rendered.maxTokens')}</label>
      <InputNumber<number>
        id={id}
        value={typed}
        step={64}
        precision={0}
        onChange={setTyped}
        onStep={take}
        onPressEnter={() => take(typed)}
        onBlur={() => take(typed)}
      />
    </div>
  );
}

export function RenderedBar({ models, look, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const model = models.find((one) => one.id === look.modelId);
  return (
    <div className={styles.bar}>
      <div className={styles.field}>
        <label htmlFor={`${id}-model`}>{t('rendered.model')}</label>
        <Select<number>
          id={`${id}-model`}
          className={styles.picker}
          value={look.modelId}
          showSearch={{ optionFilterProp: 'label' }}
          options={models.map((one) => ({ value: one.id, label: one.name }))}
          onChange={(modelId) => onChange({ modelId })}
        />
      </div>
      <Length
        key={look.maxTokens}
        value={look.maxTokens}
        most={Math.min(MOST_TOKENS, model?.max_tokens ?? MOST_TOKENS)}
        onTake={(maxTokens) => onChange({ maxTokens })}
      />
      <div className={styles.field}>
        <span>{t('rendered.learn')}</span>
        <Segmented<Look['learn']>
          value={look.learn}
          aria-label={t('rendered.learn')}
          options={LEARNED.map((value) => ({ value, label: t(`rendered.learned.${value}`) }))}
          onChange={(learn) => onChange({ learn })}
        />
      </div>
      <div className={styles.field}>
        <label htmlFor={`${id}-template`}>{t('rendered.template')}</label>
        <Select<Look['template']>
          id={`${id}-template`}
          className={styles.short}
          value={look.template}
          options={TEMPLATES.map((value) => ({ value, label: t(`rendered.templates.${value}`) }))}
          onChange={(template) => onChange({ template })}
        />
      </div>
    </div>
  );
}
