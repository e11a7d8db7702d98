/** The rows that were left out: line, why, and as they stand in the file. */
import { CheckCircleOutlined, DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addressOf } from '@/api/call';
import { rejectedQuery, type Dataset, type RejectedRow } from '@/api/datasets';
import { textOf } from '@/api/errors';
import { EmptyState } from '@/components/EmptyState';
import { ResponsiveList } from '@/components/ResponsiveList';
import styles from './datasets.module.css';

function Reason({ row }: { row: RejectedRow }) {
  const { i18n } = useTranslation();
  const { sentence, hint } = textOf(row.code, row.params, row.message, i18n.language);
  return (
    <div>
      {sentence}
      <div className="muted">{hint}</div>
    </div>
  );
}

export function RejectedRows({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  const [page, setPage] = useState({ page: 1, pageSize: 20 });
  const list = useQuery(rejectedQuery(dataset, page.page, page.pageSize));
  const columns: TableColumnsType<RejectedRow> = [
    {
      key: 'line',
      title: t('datasets.detail.line'),
      width: 90,
      render: (_, { line }) => <span className="mono">{line}</span>,
    },
    { key: 'reason', title: t('datasets.detail.reason'), width: 320, render: (_, row) => <Reason row={row} /> },
    {
      key: 'raw',
      title: t('datasets.detail.raw'),
      render: (_, { raw }) => <code className={`mono ${styles.text}`}>{raw}</code>,
    },
  ];
  return (
    <>
      {dataset.rejected_rows > 0 && (
        <div className={styles.toolbar}>
          <Button
            icon={<DownloadOutlined />}
            href={addressOf('/datasets/{dataset_id}/rejected/download', { dataset_id: dataset.id })}
            download
          >
            {t('datasets.detail.downloadRejected')}
          </Button>
        </div>
      )}
      <ResponsiveList<RejectedRow>
        label={t('datasets.detail.tabs.rejected')}
        rows={list.data?.items}
        keyOf={(row) => list.data?.items.indexOf(row) ?? 0}
        columns={columns}
        card={(row) => (
          <>
            <p className="muted">{t('datasets.detail.row', { line: row.line })}</p>
            <Reason row={row} />
            <code className={`mono ${styles.text}`}>{row.raw}</code>
          </>
        )}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={
          <EmptyState
            icon={<CheckCircleOutlined />}
            title={t('datasets.detail.noRejected')}
            text={t('datasets.detail.noRejectedText')}
          />
        }
        paging={{
          ...page,
          total: list.data?.total ?? 0,
          onChange: (next, size) => setPage({ page: next, pageSize: size }),
        }}
      />
    </>
  );
}
