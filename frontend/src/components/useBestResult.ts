/** The best that a job reached so far, in few words: accuracy of a classifier, validation loss of a language model. Knows no page. */
import { useTranslation } from 'react-i18next';
import type { Job } from '@/api/jobs';
import { formatPercent } from './format';

export function useBestResult(): (job: Pick<Job, 'best'>) => string | null {
  const { t } = useTranslation();
  return ({ best }) => {
    if (!best) return null;
    if (best.accuracy !== null) return formatPercent(best.accuracy);
    return best.loss === null ? null : t('components.loss', { loss: best.loss.toFixed(3) });
  };
}
