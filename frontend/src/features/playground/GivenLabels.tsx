/** The labels that an answer gives, or that there is none. Knows no probabilities. */
import { useTranslation } from 'react-i18next';
import { givenLabels, type Threshold } from './given';
import styles from './playground.module.css';
import type { Prediction } from './queries';

export function Given({ prediction, at }: { prediction: Prediction; at: Threshold }) {
  const { t } = useTranslation();
  const labels = givenLabels(prediction, at);
  if (!labels.length) {
    return <span className="muted">{at.several ? t('playground.noLabel') : t('playground.notSure')}</span>;
  }
  if (!at.several) return labels[0];
  return (
    <span className={styles.tags}>
      {labels.map((label) => (
        <span key={label} className={styles.tag}>
          {label}
        </span>
      ))}
    </span>
  );
}
