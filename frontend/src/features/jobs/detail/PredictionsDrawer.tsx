/** The validation rows behind a number: text, true labels, what the model said. */
import { SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Drawer, Pagination, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { formatPercent } from '@/components/format';
import { SearchBox } from '@/components/SearchBox';
import { predictionsQuery, type Cell, type PredictedRow } from '../queries';
import styles from './calibration.module.css';

const PAGE_SIZE = 20;

function Chips({ names, tone }: { names: readonly string[]; tone?: string }) {
  const { t } = useTranslation();
  if (!names.length) return <span className="muted">{t('jobs.predictions.noLabel')}</span>;
  return names.map((name) => (
    <span key={name} className={`${styles.chip} ${tone ?? ''}`}>
      {name}
    </span>
  ));
}

function Row({ row }: { row: PredictedRow }) {
  const { t } = useTranslation();
  return (
    <li>
      <p className={styles.text}>{row.text}</p>
      <div className={styles.said}>
        <span className="muted">{t('jobs.predictions.actual')}</span>
        <Chips names={row.labels} />
        <span className="muted">{t('jobs.predictions.predicted')}</span>
        <Chips names={row.guesses} tone={row.right ? styles.right : styles.wrong} />
        <span className="muted">{t('jobs.predictions.sure', { percent: formatPercent(row.probability) })}</span>
      </div>
    </li>
  );
}

function Rows({ jobId, cell }: { jobId: number; cell: Cell }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const [search, setSearch] = useState('');
  const rows = useQuery(predictionsQuery(jobId, { ...cell, search, page, page_size: PAGE_SIZE }));
  if (rows.error) return <ErrorState error={rows.error} onRetry={() => void rows.refetch()} />;
  const total = rows.data?.total ?? 0;
  return (
    <>
      <div className={styles.toolbar}>
        <SearchBox
          value={search}
          placeholder={t('jobs.predictions.search')}
          onSearch={(text) => {
            setSearch(text);
            setPage(1);
          }}
        />
        <span className="muted" role="status">
          {rows.data && t('jobs.predictions.count', { count: total })}
        </span>
      </div>
      {!rows.data && <Skeleton active />}
      {rows.data && !total && (
        <EmptyState
          compact
          icon={<SearchOutlined />}
          title={t('jobs.predictions.none')}
          text={search ? undefined : t('jobs.predictions.noneHint')}
        />
      )}
      <ul className={styles.rows}>
        {rows.data?.items.map((row) => (
          <Row key={row.row} row={row} />
        ))}
      </ul>
      <Pagination
        current={page}
        pageSize={PAGE_SIZE}
        total={total}
        hideOnSinglePage
        showSizeChanger={false}
        onChange={setPage}
      />
    </>
  );
}

export interface Opened {
  title: string;
  cell: Cell;
}

export function PredictionsDrawer({
  jobId,
  opened,
  onClose,
}: {
  jobId: number;
  opened: Opened | null;
  onClose: () => void;
}) {
  return (
    <Drawer open={opened !== null} onClose={onClose} size={640} title={opened?.title}>
      {opened && <Rows key={opened.title} jobId={jobId} cell={opened.cell} />}
    </Drawer>
  );
}
