/** The first rows as the model will get them. */
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { rowsQuery, type Dataset } from '@/api/datasets';
import { ErrorState } from '@/components/ErrorState';
import styles from './datasets.module.css';
import { ConversationPair, RowLabels } from './parts';

const SHOWN = 10;

export function FirstRows({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  const rows = useQuery(rowsQuery(dataset, 1, SHOWN, ''));
  if (rows.error) return <ErrorState error={rows.error} onRetry={() => void rows.refetch()} />;
  if (!rows.data) return <Skeleton active paragraph={{ rows: 5 }} title={false} />;
  return (
    <ul className={styles.miniRows}>
      {rows.data.items.map((row, index) => (
        <li key={index}>
          <span className="muted mono">{row.line}</span>
          {row.conversation ? (
            <ConversationPair conversation={row.conversation} />
          ) : (
            <span className={styles.miniText} title={row.text}>
              {row.text}
            </span>
          )}
          <span className="muted">
            {row.conversation ? (
              t('datasets.detail.turnCount', { count: row.conversation.turns.length })
            ) : (
              <RowLabels row={row} />
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
