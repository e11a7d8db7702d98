/** A setting's value in words: choices and "never" in the language, rates short. Knows no field. */
import { useTranslation } from 'react-i18next';
import { formatRate } from '@/components/format';
import type { Choice, Value } from './declared';

export function useShownValue(): (value: Value | undefined) => string {
  const { t } = useTranslation();
  return (value) => {
    if (value === null || value === undefined) return t('jobs.create.never');
    if (typeof value === 'number') return formatRate(value);
    if (typeof value === 'string') return t(`jobs.choices.${value as Choice}`);
    return t('jobs.objective.promptsValue', { count: value.length });
  };
}
