/** What the model says against how often it is right; on the dashed line both are the same. Knows no job. */
import { useTranslation } from 'react-i18next';
import { formatPercent } from '@/components/format';
import styles from './calibration.module.css';

interface Bin {
  confidence: number;
  accuracy: number;
  rows: number;
}

const BINS = 15;
const SIZE = 220;
const LEFT = 40;
const RIGHT = 22;
const TOP = 10;
const BOTTOM = 40;
const TICKS = [0, 0.5, 1];

const x = (share: number) => LEFT + share * SIZE;
const y = (share: number) => TOP + (1 - share) * SIZE;
const binOf = (confidence: number) => Math.min(BINS - 1, Math.floor(confidence * BINS));

export function ReliabilityDiagram({ bins }: { bins: readonly Bin[] }) {
  const { t } = useTranslation();
  const most = Math.max(1, ...bins.map((bin) => bin.rows));
  return (
    <svg
      className={styles.diagram}
      viewBox={`0 0 ${LEFT + SIZE + RIGHT} ${TOP + SIZE + BOTTOM}`}
      role="img"
      aria-label={t('jobs.calibration.diagram')}
    >
      {TICKS.map((tick) => (
        <g key={tick} className={styles.axis}>
          <line x1={x(0)} x2={x(1)} y1={y(tick)} y2={y(tick)} />
          <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
            {formatPercent(tick, 0)}
          </text>
          <text x={x(tick)} y={y(0) + 16} textAnchor="middle">
            {formatPercent(tick, 0)}
          </text>
        </g>
      ))}
      {bins.map((bin) => (
        <rect
          key={bin.confidence}
          className={styles.bin}
          x={x(binOf(bin.confidence) / BINS) + 1}
          width={SIZE / BINS - 2}
          y={y(bin.accuracy)}
          height={Math.max(1, y(0) - y(bin.accuracy))}
          style={{ opacity: 0.35 + 0.65 * (bin.rows / most) }}
        >
          <title>
            {`${t('jobs.calibration.confidence')} ${formatPercent(bin.confidence)} · ${t('jobs.calibration.accuracy')} ${formatPercent(bin.accuracy)} · ${t('jobs.calibration.rows')} ${bin.rows}`}
          </title>
        </rect>
      ))}
      <line className={styles.perfect} x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
      <text className={styles.name} x={x(0.5)} y={y(0) + 33} textAnchor="middle">
        {t('jobs.calibration.confidence')}
      </text>
      <text className={styles.name} x={x(0.03)} y={TOP + 14}>
        {t('jobs.calibration.accuracy')} ↑
      </text>
    </svg>
  );
}
