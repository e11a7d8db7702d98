/** How far the model's probabilities can be trusted: in a sentence, as a diagram and as a table. */
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '@/api/jobs';
import { formatCount, formatPercent } from '@/components/format';
import { Panel } from '@/components/Panel';
import styles from './calibration.module.css';
import { ReliabilityDiagram } from './ReliabilityDiagram';

type Measured = NonNullable<JobDetail['calibration']>;

/** The bin with most rows speaks for all. */
function mostly(bins: Measured['bins']): Measured['bins'][number] | undefined {
  return [...bins].sort((a, b) => b.rows - a.rows)[0];
}

function BinTable({ bins }: { bins: Measured['bins'] }) {
  const { t } = useTranslation();
  return (
    <details className={styles.table}>
      <summary>{t('jobs.calibration.table')}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('jobs.calibration.confidence')}</th>
            <th scope="col">{t('jobs.calibration.accuracy')}</th>
            <th scope="col">{t('jobs.calibration.rows')}</th>
          </tr>
        </thead>
        <tbody>
          {bins.map((bin) => (
            <tr key={bin.confidence}>
              <td>{formatPercent(bin.confidence)}</td>
              <td>{formatPercent(bin.accuracy)}</td>
              <td>{formatCount(bin.rows)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

export function Calibration({ measured, several }: { measured: Measured; several: boolean }) {
  const { t } = useTranslation();
  const bins = measured.bins.filter((bin) => bin.rows > 0);
  const most = mostly(bins);
  const said = most && { said: formatPercent(most.confidence, 0), right: formatPercent(most.accuracy, 0) };
  return (
    <Panel title={t('jobs.calibration.title')}>
      <div className={styles.columns}>
        <div className={styles.words}>
          {said && (
            <p className={styles.sentence}>
              {several ? t('jobs.calibration.sentenceSeveral', said) : t('jobs.calibration.sentence', said)}
            </p>
          )}
          <p className="muted">{t('jobs.calibration.measured', { rows: formatCount(measured.rows) })}</p>
          <dl className={styles.figures}>
            <div>
              <dt>{t('jobs.calibration.error')}</dt>
              <dd>
                {formatPercent(measured.error_after)}{' '}
                <span className={styles.before}>
                  {t('jobs.calibration.errorBefore', { error: formatPercent(measured.error_before) })}
                </span>
              </dd>
            </div>
            <div>
              <dt>{t('jobs.calibration.temperature')}</dt>
              <dd>{measured.temperature.toFixed(2)}</dd>
            </div>
          </dl>
          <p className="muted">{t('jobs.calibration.temperatureHint')}</p>
        </div>
        <div className={styles.words}>
          <ReliabilityDiagram bins={bins} />
          <BinTable bins={bins} />
        </div>
      </div>
    </Panel>
  );
}
