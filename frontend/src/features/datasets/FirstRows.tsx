/** The first rows as the model will get them. */
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { rowsQuery, type Dataset } from '@/api/datasets';
import { ErrorState } from '@/components/ErrorState';
import styles from './datasets.module.css';
import { RowLabels } from './parts';

const SHOWN = 10;

export function FirstRows({ dataset }: { dataset: Dataset }) {
  const rows = useQuery(rowsQuery(dataset, 1, SHOWN, ''));
  if (rows.error) return <ErrorState error={rows.error} onRetry={() => void rows.refetch()} />;
  if (!rows.data) return <Skeleton active paragraph={{ rows: 5 }} title={false} />;
  return (
    <ul className={styles.miniRows}>
      {rows.data.items.map((row) => (
        <li key={row.line}>
          <span className="muted mono">{row.line}</span>
          <span className={styles.miniText} title={row.text}>
            {row.text}
          </span>
          <span>
            <RowLabels row={row} />
          </span>
        </li>
      ))}
    </ul>
  );
}
