/** A setting's value in words: choices and "never" in the language, rates short. Knows no field. */
import { useTranslation } from 'react-i18next';
import { formatRate } from '@/components/format';
import type { Choice, Value } from './settings';

export function useShownValue(): (value: Value | undefined) => string {
  const { t } = useTranslation();
  return (value) => {
    if (value === null || value === undefined) return t('jobs.create.never');
    return typeof value === 'number' ? formatRate(value) : t(`jobs.choices.${value as Choice}`);
  };
}
