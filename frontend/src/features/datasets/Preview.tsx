/** The rows of a dataset, paged by the server, with a search and one row whole. */
import { FileTextOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsQuery, type Dataset, type Row } from '@/api/datasets';
import { EmptyState } from '@/components/EmptyState';
import { ResponsiveList } from '@/components/ResponsiveList';
import { SearchBox } from '@/components/SearchBox';
import { usePaging, useUrlState } from '@/components/useUrlState';
import styles from './datasets.module.css';
import { ConversationPair, RowLabels } from './parts';
import { RowDrawer } from './RowDrawer';
import { lastAnswer } from './said';

function useColumns(task: Dataset['task']): TableColumnsType<Row> {
  const { t } = useTranslation();
  const line: TableColumnsType<Row>[number] = {
    key: 'line',
    title: t('datasets.detail.line'),
    width: 90,
    render: (_, row) => <span className="muted mono">{row.line}</span>,
  };
  const text: TableColumnsType<Row>[number] = {
    key: 'text',
    title: t(task === 'conversation' ? 'datasets.detail.question' : 'datasets.detail.text'),
    render: (_, row) => <span className={styles.text}>{row.text}</span>,
  };
  switch (task) {
    case 'classification':
      return [
        line,
        text,
        { key: 'label', title: t('datasets.detail.label'), width: 150, render: (_, row) => <RowLabels row={row} /> },
      ];
    case 'conversation':
      return [
        line,
        text,
        {
          key: 'answer',
          title: t('datasets.detail.answer'),
          render: (_, { conversation }) => (
            <span className={styles.text}>{conversation && lastAnswer(conversation)}</span>
          ),
        },
        {
          key: 'turns',
          title: t('datasets.detail.turns'),
          width: 80,
          align: 'right',
          render: (_, { conversation }) => conversation?.turns.length,
        },
      ];
    case 'plain_text':
      return [line, text];
  }
}

export function Preview({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  const [get, change] = useUrlState();
  const paging = usePaging();
  const [open, setOpen] = useState<number | null>(null);
  const columns = useColumns(dataset.task);
  const search = get('search');
  const list = useQuery(rowsQuery(dataset, paging.page, paging.pageSize, search));
  const rows = list.data?.items;
  const indexOf = (row: Row) => rows?.indexOf(row) ?? 0; // in a JSON file on one line all rows have the same line
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
        rows={rows}
        keyOf={indexOf}
        columns={columns}
        card={(row) => (
          <button type="button" className={styles.rowCard} onClick={() => setOpen(indexOf(row))}>
            {row.conversation ? (
              <ConversationPair conversation={row.conversation} />
            ) : (
              <span className={styles.text}>{row.text}</span>
            )}
            <RowLabels row={row} />
          </button>
        )}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState compact icon={<FileTextOutlined />} title={t('datasets.detail.noRows')} />}
        filtered={search !== ''}
        onClearFilters={() => change({ search: '' })}
        paging={{ ...paging, total: list.data?.total ?? 0 }}
        onRow={(row) => setOpen(indexOf(row))}
      />
      <RowDrawer rows={rows ?? []} index={open} onIndex={setOpen} />
    </>
  );
}
