/** Counts of true against predicted labels, darker where more; a count opens its rows. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '@/components/format';
import styles from './detail.module.css';
import type { Opened } from './PredictionsDrawer';

const FAINTEST_PERCENT = 6;
const STRONGEST_PERCENT = 46;

interface Props {
  labels: readonly string[];
  /** counts[i][j]: rows of label i that were predicted as label j. */
  counts: readonly (readonly number[])[];
  /** Null where the rows are not known. */
  onOpen: ((opened: Opened) => void) | null;
}

function shade(count: number, total: number): string {
  const share = total ? count / total : 0;
  const percent = FAINTEST_PERCENT + share * (STRONGEST_PERCENT - FAINTEST_PERCENT);
  return `color-mix(in srgb, var(--et-primary) ${percent.toFixed(0)}%, transparent)`;
}

function Count({
  count,
  actual,
  predicted,
  onOpen,
}: { count: number; actual: string; predicted: string } & Pick<Props, 'onOpen'>) {
  const { t } = useTranslation();
  if (!onOpen || count === 0) return formatCount(count);
  const cell = { label: actual, guess: predicted };
  return (
    <button
      type="button"
      aria-label={t('jobs.evaluation.cell', { actual, predicted, count })}
      onClick={() => onOpen({ title: t('jobs.predictions.of', { actual, predicted }), cell })}
    >
      {formatCount(count)}
    </button>
  );
}

export function ConfusionMatrix({ labels, counts, onOpen }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <p className="muted">
        {t('jobs.evaluation.confusionHint')} {onOpen && t('jobs.evaluation.confusionClick')}
      </p>
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
                      <Count
                        count={count}
                        actual={labels[index] ?? ''}
                        predicted={labels[column] ?? ''}
                        onOpen={onOpen}
                      />
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
