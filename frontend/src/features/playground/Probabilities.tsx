/** The answer for one text: its label, large, and a bar for every label. */
import { useTranslation } from 'react-i18next';
import { formatPercent } from '@/components/format';
import styles from './playground.module.css';
import type { Prediction } from './queries';

export function Probabilities({ prediction, seconds }: { prediction: Prediction; seconds: number }) {
  const { t } = useTranslation();
  return (
    <div role="status">
      <p className={styles.answer}>
        <strong>{prediction.label}</strong>
        <span>{formatPercent(prediction.probability)}</span>
      </p>
      <ul className={styles.probabilities} aria-label={t('playground.confidence')}>
        {prediction.probabilities.map(({ label, probability }, index) => (
          <li key={label} className={`${styles.probability} ${index === 0 ? styles.top : ''}`}>
            <span title={label}>{label}</span>
            <span className={styles.track} aria-hidden>
              <span className={styles.fill} style={{ width: `${probability * 100}%` }} />
            </span>
            <span>{formatPercent(probability)}</span>
          </li>
        ))}
      </ul>
      <p className={styles.meta}>
        <span>{t('playground.took', { milliseconds: (seconds * 1000).toFixed(1) })}</span>
        {prediction.truncated && <span>{t('playground.truncated')}</span>}
      </p>
    </div>
  );
}
