/** A list in its four states: a table from 768 px on, cards below; loading, empty, filtered empty, error. */
import { Button, Grid, Pagination, Skeleton, type TableColumnsType } from 'antd';
import { SearchOutlined } from '@ant-design/icons';
import type { Key, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from './EmptyState';
import { ErrorState } from './ErrorState';
import styles from './ResponsiveList.module.css';
import { WideTable } from './WideTable';

export interface Paging {
  page: number;
  pageSize: number;
  total: number;
  onChange: (page: number, pageSize: number) => void;
}

interface Props<Row> {
  rows: readonly Row[] | undefined;
  keyOf: (row: Row) => Key;
  columns: TableColumnsType<Row>;
  card: (row: Row) => ReactNode;
  label: string;
  error?: unknown;
  onRetry?: () => void;
  empty: ReactNode;
  /** True when filters hide rows: then "no results" is shown instead of `empty`. */
  filtered?: boolean;
  onClearFilters?: () => void;
  paging?: Paging;
  onRow?: (row: Row) => void;
}

const SKELETONS = [0, 1, 2, 3];

function Pager({ page, pageSize, total, onChange }: Paging) {
  if (total <= pageSize && total <= 20) return null;
  return (
    <div className={styles.pager}>
      <Pagination
        current={page}
        pageSize={pageSize}
        total={total}
        showSizeChanger
        pageSizeOptions={[20, 50, 100]}
        onChange={onChange}
        responsive
      />
    </div>
  );
}

function NoResults({ onClear }: { onClear?: () => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<SearchOutlined />}
      title={t('common.noResults')}
      text={t('common.noResultsHint')}
      actions={onClear && <Button onClick={onClear}>{t('common.clearFilters')}</Button>}
    />
  );
}

export function ResponsiveList<Row extends object>(props: Props<Row>) {
  const {
    rows,
    keyOf,
    columns,
    card,
    label,
    error,
    onRetry,
    empty,
    filtered = false,
    onClearFilters,
    paging,
    onRow,
  } = props;
  const table = Grid.useBreakpoint().md ?? window.innerWidth >= 768;
  if (error)
    return (
      <div className={styles.pad}>
        <ErrorState error={error} onRetry={onRetry} />
      </div>
    );
  if (!rows)
    return (
      <div className={styles.skeletons} aria-busy>
        {SKELETONS.map((key) => (
          <Skeleton key={key} active title={{ width: '38%' }} paragraph={{ rows: 1, width: '72%' }} />
        ))}
      </div>
    );
  if (rows.length === 0) return filtered ? <NoResults onClear={onClearFilters} /> : empty;
  return (
    <>
      {table ? (
        <WideTable<Row>
          label={label}
          className={styles.table}
          rowKey={keyOf}
          dataSource={[...rows]}
          columns={columns}
          onRow={(row) => ({
            onClick: (event) => {
              const target = event.target as HTMLElement;
              if (onRow && !target.closest('a,button,input,label,.ant-dropdown,.ant-modal')) onRow(row);
            },
            style: onRow ? { cursor: 'pointer' } : undefined,
          })}
        />
      ) : (
        <ul className={styles.cards} aria-label={label}>
          {rows.map((row) => (
            <li key={keyOf(row)}>{card(row)}</li>
          ))}
        </ul>
      )}
      {paging && <Pager {...paging} />}
    </>
  );
}
