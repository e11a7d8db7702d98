/** One dataset: facts, preview, statistics, rows left out, columns. */
import { DeleteOutlined, DownloadOutlined, ThunderboltOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router-dom';
import { addressOf } from '@/api/call';
import { datasetQuery, type Dataset } from '@/api/datasets';
import { ErrorState } from '@/components/ErrorState';
import { LinkButton } from '@/components/LinkButton';
import { PageHeader } from '@/components/PageHeader';
import { PageTabs } from '@/components/PageTabs';
import { Panel } from '@/components/Panel';
import { useUrlState } from '@/components/useUrlState';
import { useAskDelete } from './DatasetActions';
import { DatasetFacts } from './DatasetFacts';
import { DatasetHeading } from './DatasetHeading';
import { MappingTab } from './MappingTab';
import { Preview } from './Preview';
import { RejectedRows } from './RejectedRows';
import { Rendered } from './Rendered';
import { Stats } from './Stats';

export function DatasetPage() {
  const { t } = useTranslation();
  const id = Number(useParams().id);
  const dataset = useQuery(datasetQuery(id));
  if (dataset.error) {
    return (
      <>
        <PageHeader title={t('datasets.title')} back="/datasets" />
        <ErrorState error={dataset.error} onRetry={() => void dataset.refetch()} />
      </>
    );
  }
  if (!dataset.data) return <Skeleton active paragraph={{ rows: 8 }} />;
  return <Loaded dataset={dataset.data} />;
}

function Actions({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const askDelete = useAskDelete(dataset, () => void navigate('/datasets'));
  return (
    <>
      {dataset.task !== 'plain_text' && (
        <LinkButton to={`/jobs/new?dataset=${dataset.id}`} type="primary" icon={<ThunderboltOutlined />}>
          {t('datasets.train')}
        </LinkButton>
      )}
      <Button
        icon={<DownloadOutlined />}
        href={addressOf('/datasets/{dataset_id}/download', { dataset_id: dataset.id })}
        download
      >
        {t('common.download')}
      </Button>
      <Button
        icon={<DeleteOutlined />}
        danger
        onClick={askDelete}
        aria-label={t('common.delete')}
        title={t('common.delete')}
      />
    </>
  );
}

function Loaded({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  const [get, change] = useUrlState();
  const rejected = dataset.rejected_rows > 0 ? ` (${dataset.rejected_rows})` : '';
  const tabs = [
    {
      key: 'preview',
      label: t('datasets.detail.tabs.preview'),
      content: (
        <Panel flush>
          <Preview dataset={dataset} />
        </Panel>
      ),
    },
    dataset.task === 'conversation'
      ? { key: 'rendered', label: t('rendered.tab'), content: <Rendered dataset={dataset} /> }
      : { key: 'stats', label: t('datasets.detail.tabs.stats'), content: <Stats dataset={dataset} /> },
    {
      key: 'rejected',
      label: t('datasets.detail.tabs.rejected') + rejected,
      content: (
        <Panel flush>
          <RejectedRows dataset={dataset} />
        </Panel>
      ),
    },
    { key: 'mapping', label: t('datasets.detail.tabs.mapping'), content: <MappingTab dataset={dataset} /> },
  ];
  return (
    <>
      <PageHeader
        title={dataset.name}
        heading={<DatasetHeading dataset={dataset} />}
        lead={dataset.description}
        back="/datasets"
        actions={<Actions dataset={dataset} />}
      />
      <DatasetFacts dataset={dataset} />
      <PageTabs
        label={dataset.name}
        tabs={tabs}
        active={get('tab')}
        onChange={(tab) => change({ tab: tab === 'preview' ? '' : tab, search: '', page_size: '' })}
      />
    </>
  );
}
