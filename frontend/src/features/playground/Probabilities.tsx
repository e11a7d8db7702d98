/** The answer for one text: what it gives at the threshold, large, and a bar for every label. */
import { useTranslation } from 'react-i18next';
import { formatPercent } from '@/components/format';
import { givenLabels } from './given';
import styles from './playground.module.css';
import type { PredictOut, Prediction } from './queries';

interface Props {
  prediction: Prediction;
  answered: Pick<PredictOut, 'seconds' | 'multi_label' | 'temperature'>;
  threshold: number;
}

function Answer({ prediction, labels, several }: { prediction: Prediction; labels: string[]; several: boolean }) {
  const { t } = useTranslation();
  if (!labels.length) {
    const percent = formatPercent(prediction.probability);
    return (
      <p className={styles.answer}>
        <strong className={styles.unsure}>{several ? t('playground.noLabel') : t('playground.notSure')}</strong>
        <span>{t('playground.likeliest', { label: prediction.label, percent })}</span>
      </p>
    );
  }
  if (several) {
    return (
      <p className={styles.answer}>
        {labels.map((label) => (
          <strong key={label} className={styles.bigTag}>
            {label}
          </strong>
        ))}
      </p>
    );
  }
  return (
    <p className={styles.answer}>
      <strong>{prediction.label}</strong>
      <span>{formatPercent(prediction.probability)}</span>
    </p>
  );
}

export function Probabilities({ prediction, answered, threshold }: Props) {
  const { t } = useTranslation();
  const several = answered.multi_label;
  const labels = givenLabels(prediction, { value: threshold, several });
  const { temperature } = answered;
  return (
    <div role="status">
      <Answer prediction={prediction} labels={labels} several={several} />
      <ul className={styles.probabilities} aria-label={t('playground.confidence')}>
        {prediction.probabilities.map(({ label, probability }) => (
          <li key={label} className={`${styles.probability} ${labels.includes(label) ? styles.top : ''}`}>
            <span title={label}>{label}</span>
            <span className={styles.track} aria-hidden>
              <span className={styles.fill} style={{ width: `${probability * 100}%` }} />
              {threshold > 0 && <i className={styles.mark} style={{ left: `${threshold * 100}%` }} />}
            </span>
            <span>{formatPercent(probability)}</span>
          </li>
        ))}
      </ul>
      <p className={styles.meta}>
        <span>{t('playground.took', { milliseconds: (answered.seconds * 1000).toFixed(1) })}</span>
        <span>
          {temperature == null
            ? t('playground.notCalibrated')
            : t('playground.calibrated', { temperature: temperature.toFixed(2) })}
        </span>
        {prediction.truncated && <span>{t('playground.truncated')}</span>}
      </p>
    </div>
  );
}
