/** Counts of true against predicted labels, darker where more. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '@/components/format';
import styles from './detail.module.css';

const FAINTEST_PERCENT = 6;
const STRONGEST_PERCENT = 46;

interface Props {
  labels: readonly string[];
  /** counts[i][j]: rows of label i that were predicted as label j. */
  counts: readonly (readonly number[])[];
}

function shade(count: number, total: number): string {
  const share = total ? count / total : 0;
  const percent = FAINTEST_PERCENT + share * (STRONGEST_PERCENT - FAINTEST_PERCENT);
  return `color-mix(in srgb, var(--et-primary) ${percent.toFixed(0)}%, transparent)`;
}

export function ConfusionMatrix({ labels, counts }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <p className="muted">{t('jobs.evaluation.confusionHint')}</p>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('jobs.evaluation.confusion')}>
        <table className={styles.matrix}>
          <thead>
            <tr>
              <th scope="col">
                {t('jobs.evaluation.actual')} ↓ · {t('jobs.evaluation.predicted')} →
              </th>
              {labels.map((label) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counts.map((row, index) => {
              const total = row.reduce((sum, count) => sum + count, 0);
              return (
                <tr key={labels[index] ?? index}>
                  <th scope="row">{labels[index]}</th>
                  {row.map((count, column) => (
                    <td key={labels[column] ?? column} style={{ background: shade(count, total) }}>
                      {formatCount(count)}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}
