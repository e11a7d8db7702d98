/** Datasets as table and cards. Knows no filter. */
import { DatabaseOutlined, UploadOutlined } from '@ant-design/icons';
import type { UseQueryResult } from '@tanstack/react-query';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router-dom';
import type { Dataset } from '@/api/datasets';
import { EmptyState } from '@/components/EmptyState';
import { formatBytes, formatCount } from '@/components/format';
import { LinkButton } from '@/components/LinkButton';
import { ResponsiveList, type Paging } from '@/components/ResponsiveList';
import { Time } from '@/components/Time';
import { DatasetActions } from './DatasetActions';
import styles from './datasets.module.css';
import { LabelChips, RowHealth, SourceBadge } from './parts';

interface Props {
  list: UseQueryResult<{ items: Dataset[]; total: number }>;
  filtered: boolean;
  onClearFilters: () => void;
  paging: Omit<Paging, 'total'>;
}

function useColumns(): TableColumnsType<Dataset> {
  const { t } = useTranslation();
  return [
    {
      key: 'name',
      title: t('common.name'),
      render: (_, dataset) => (
        <div className={styles.nameCell}>
          <Link to={`/datasets/${dataset.id}`}>{dataset.name}</Link>
          <SourceBadge dataset={dataset} />
        </div>
      ),
    },
    {
      key: 'task',
      title: t('datasets.task.label'),
      render: (_, dataset) => (
        <div className={styles.taskCell}>
          {t(`datasets.task.${dataset.task}`)}
          {dataset.task === 'classification' && <LabelChips labels={dataset.labels} />}
        </div>
      ),
    },
    { key: 'rows', title: t('datasets.list.rows'), align: 'right', render: (_, { rows }) => formatCount(rows) },
    { key: 'status', title: t('datasets.list.status'), render: (_, dataset) => <RowHealth dataset={dataset} /> },
    { key: 'size', title: t('common.size'), align: 'right', render: (_, { bytes }) => formatBytes(bytes) },
    { key: 'updated', title: t('common.updated'), render: (_, dataset) => <Time value={dataset.updated_at} /> },
    {
      key: 'actions',
      title: <span className="visually-hidden">{t('common.actions')}</span>,
      align: 'right',
      render: (_, dataset) => <DatasetActions dataset={dataset} />,
    },
  ];
}

function Card({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  return (
    <div className={styles.cardRow}>
      <div className={styles.cardHead}>
        <Link to={`/datasets/${dataset.id}`}>{dataset.name}</Link>
        <DatasetActions dataset={dataset} compact />
      </div>
      {dataset.task === 'classification' && <LabelChips labels={dataset.labels} />}
      <p className="muted">
        {t(`datasets.task.${dataset.task}`)} · {formatCount(dataset.rows)} {t('components.rows')} ·{' '}
        {formatBytes(dataset.bytes)} · <Time value={dataset.updated_at} />
      </p>
      {dataset.rejected_rows > 0 && <RowHealth dataset={dataset} />}
    </div>
  );
}

function NoDatasets() {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<DatabaseOutlined />}
      title={t('datasets.empty.title')}
      text={t('datasets.empty.text')}
      actions={
        <LinkButton to="/datasets/new" type="primary" icon={<UploadOutlined />}>
          {t('datasets.upload')}
        </LinkButton>
      }
    />
  );
}

export function DatasetList({ list, filtered, onClearFilters, paging }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <ResponsiveList<Dataset>
      label={t('datasets.title')}
      rows={list.data?.items}
      keyOf={(dataset) => dataset.id}
      columns={useColumns()}
      card={(dataset) => <Card dataset={dataset} />}
      error={list.error}
      onRetry={() => void list.refetch()}
      empty={<NoDatasets />}
      filtered={filtered}
      onClearFilters={onClearFilters}
      paging={{ ...paging, total: list.data?.total ?? 0 }}
      onRow={(dataset) => void navigate(`/datasets/${dataset.id}`)}
    />
  );
}
