/** A chart in a card: its picture or, for those who cannot see it, its table. */
import { Grid, Segmented } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import { useTheme } from '@/theme/appearance';
import styles from './charts.module.css';
import { chartOption, type DrawnLine } from './options';
import { Plot } from './Plot';
import { positiveOnly, type Axis } from './points';

const TABLE_ROWS = 500;

interface Props {
  title: string;
  lines: readonly DrawnLine[];
  axis: Axis;
  logScale?: boolean;
  percent?: boolean;
  extra?: ReactNode;
  className?: string;
  waiting: boolean;
}

function DataTable({ lines }: { lines: readonly DrawnLine[] }) {
  return (
    <div className={styles.table} tabIndex={0}>
      {lines
        .filter((line) => line.pairs.length > 0)
        .map((line) => (
          <table key={line.name}>
            <caption className="muted">{line.name}</caption>
            <tbody>
              {line.pairs.slice(-TABLE_ROWS).map(([x, y], index) => (
                <tr key={`${x}-${index}`}>
                  <td>{Number(x.toPrecision(6))}</td>
                  <td>{Number(y.toPrecision(6))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ))}
    </div>
  );
}

export function ChartCard({ title, lines, axis, logScale = false, percent, extra, className, waiting }: Props) {
  const { t } = useTranslation();
  const theme = useTheme();
  const narrow = !(Grid.useBreakpoint().md ?? true);
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const drawn = useMemo(
    () => (logScale ? lines.map((line) => ({ ...line, pairs: positiveOnly(line.pairs) })) : lines),
    [lines, logScale],
  );
  const unit = t('jobs.charts.seconds');
  const option = useMemo(() => {
    const formatX = (value: number) =>
      axis === 'time' ? `${Math.round(value)} ${unit}` : String(Number(value.toFixed(axis === 'epoch' ? 2 : 0)));
    return chartOption(drawn, { theme, logScale, percent, narrow, formatX });
  }, [drawn, theme, logScale, percent, narrow, axis, unit]);
  const nonFinite = lines.reduce((sum, line) => sum + (line.faint ? 0 : line.nonFinite), 0);
  const skipped = lines.reduce((sum, line, index) => sum + line.pairs.length - (drawn[index]?.pairs.length ?? 0), 0);
  const main = drawn.find((line) => !line.faint && line.pairs.length > 0);
  const summary = main
    ? t('jobs.charts.summary', {
        name: title,
        points: main.pairs.length,
        first: main.pairs[0]?.[1].toPrecision(3) ?? '',
        last: main.pairs.at(-1)?.[1].toPrecision(3) ?? '',
      })
    : title;
  return (
    <Panel
      title={title}
      className={className}
      extra={
        <>
          {extra}
          <Segmented
            size="small"
            value={view}
            aria-label={title}
            options={[
              { value: 'chart', label: t('jobs.charts.chart') },
              { value: 'table', label: t('jobs.charts.table') },
            ]}
            onChange={(next) => setView(next === 'table' ? 'table' : 'chart')}
          />
        </>
      }
    >
      {!main && <p className="muted">{t(waiting ? 'jobs.charts.waiting' : 'jobs.charts.none')}</p>}
      {main && view === 'chart' && <Plot option={option} summary={summary} />}
      {main && view === 'table' && <DataTable lines={drawn.filter((line) => !line.faint)} />}
      {nonFinite > 0 && <p className={styles.note}>{t('jobs.charts.nonFinite', { count: nonFinite })}</p>}
      {skipped > 0 && <p className={styles.note}>{t('jobs.charts.skipped', { count: skipped })}</p>}
    </Panel>
  );
}
