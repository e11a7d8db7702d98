/** Counts, each leading to the list behind it. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import type { Overview } from '@/api/overview';
import { formatCount } from '@/components/format';
import styles from './dashboard.module.css';

interface Tile {
  key: 'running' | 'queued' | 'completed' | 'failed' | 'datasets' | 'models' | 'tuned';
  to: string;
  value: (overview: Overview) => number;
  tone?: 'active' | 'bad';
}

const TILES: readonly Tile[] = [
  { key: 'running', to: '/jobs?state=PREPARING,RUNNING', value: (overview) => overview.running_jobs, tone: 'active' },
  { key: 'queued', to: '/jobs?state=PENDING', value: (overview) => overview.queued_jobs },
  { key: 'completed', to: '/jobs?state=COMPLETED', value: (overview) => overview.completed_this_week },
  { key: 'failed', to: '/jobs?state=FAILED', value: (overview) => overview.failed_jobs, tone: 'bad' },
  { key: 'datasets', to: '/datasets', value: (overview) => overview.datasets },
  { key: 'models', to: '/models?kind=base', value: (overview) => overview.base_models },
  { key: 'tuned', to: '/models?kind=tuned', value: (overview) => overview.tuned_models },
];

export function Stats({ overview }: { overview: Overview | undefined }) {
  const { t } = useTranslation();
  return (
    <ul className={styles.stats}>
      {TILES.map(({ key, to, value, tone }) => {
        const number = overview ? value(overview) : null;
        return (
          <li key={key}>
            <Link to={to} className={styles.tile}>
              <span className={styles.tileLabel}>{t(`dashboard.stats.${key}`)}</span>
              <strong className={number && tone ? styles[tone] : undefined}>
                {number === null ? '–' : formatCount(number)}
              </strong>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
