/** The rows of a dataset, paged by the server, with a search and one row whole. */
import { FileTextOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Drawer, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsQuery, type Dataset, type Row } from '@/api/datasets';
import { EmptyState } from '@/components/EmptyState';
import { ResponsiveList } from '@/components/ResponsiveList';
import { SearchBox } from '@/components/SearchBox';
import { usePaging, useUrlState } from '@/components/useUrlState';
import styles from './datasets.module.css';
import { RowLabels } from './parts';

function RowDrawer({ row, onClose }: { row: Row | null; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={row !== null}
      onClose={onClose}
      size={560}
      title={row && t('datasets.detail.row', { line: row.line })}
    >
      {row && (
        <div className={styles.stack}>
          <RowLabels row={row} />
          <p style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{row.text}</p>
          <h3 style={{ fontSize: 14, fontWeight: 600 }}>{t('datasets.detail.raw')}</h3>
          <dl className={styles.raw}>
            {Object.entries(row.raw).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </Drawer>
  );
}

export function Preview({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  const [get, change] = useUrlState();
  const paging = usePaging();
  const [open, setOpen] = useState<Row | null>(null);
  const search = get('search');
  const list = useQuery(rowsQuery(dataset, paging.page, paging.pageSize, search));
  const columns: TableColumnsType<Row> = [
    {
      key: 'line',
      title: t('datasets.detail.line'),
      width: 90,
      render: (_, { line }) => <span className="muted mono">{line}</span>,
    },
    {
      key: 'text',
      title: t('datasets.detail.text'),
      render: (_, { text }) => <span className={styles.text}>{text}</span>,
    },
  ];
  if (dataset.task === 'classification') {
    columns.push({
      key: 'label',
      title: t('datasets.detail.label'),
      width: 150,
      render: (_, row) => <RowLabels row={row} />,
    });
  }
  return (
    <>
      <div className={styles.toolbar}>
        <SearchBox
          value={search}
          onSearch={(text) => change({ search: text })}
          placeholder={t('datasets.detail.searchRows')}
        />
      </div>
      <ResponsiveList<Row>
        label={t('datasets.detail.tabs.preview')}
        rows={list.data?.items}
        keyOf={(row) => row.line}
        columns={columns}
        card={(row) => (
          <button type="button" className={styles.rowCard} onClick={() => setOpen(row)}>
            <span className={styles.text}>{row.text}</span>
            <RowLabels row={row} />
          </button>
        )}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState compact icon={<FileTextOutlined />} title={t('datasets.detail.noRows')} />}
        filtered={search !== ''}
        onClearFilters={() => change({ search: '' })}
        paging={{ ...paging, total: list.data?.total ?? 0 }}
        onRow={setOpen}
      />
      <RowDrawer row={open} onClose={() => setOpen(null)} />
    </>
  );
}
