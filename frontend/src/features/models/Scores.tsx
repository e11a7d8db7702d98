/** What a tuned model reached on its validation rows. */
import { useTranslation } from 'react-i18next';
import type { Model } from '@/api/models';
import { formatPercent } from '@/components/format';
import styles from './models.module.css';

const SHARES = ['accuracy', 'macro_f1'] as const;

interface Score {
  key: 'accuracy' | 'macro_f1' | 'loss' | 'perplexity';
  text: string;
}

/** Shares of a classifier; the loss of a language model, with what it means. */
function scoresOf(metrics: Model['metrics']): Score[] {
  const shares = SHARES.flatMap((key) => {
    const value = metrics[key];
    return value === undefined ? [] : [{ key, text: formatPercent(value) }];
  });
  const { loss } = metrics;
  if (shares.length > 0 || loss === undefined) return shares;
  return [
    { key: 'loss', text: loss.toFixed(3) },
    { key: 'perplexity', text: Math.exp(loss).toFixed(2) },
  ];
}

export function Scores({ metrics }: { metrics: Model['metrics'] }) {
  const { t } = useTranslation();
  const shown = scoresOf(metrics);
  if (shown.length === 0) return null;
  return (
    <section>
      <h3 className={styles.heading}>{t('models.detail.metrics')}</h3>
      <div className={styles.scores}>
        {shown.map(({ key, text }) => (
          <div key={key} className={styles.score}>
            <strong>{text}</strong>
            <span className="muted">{t(`models.detail.metric.${key}`)}</span>
          </div>
        ))}
      </div>
    </section>
  );
}
