/** The list of datasets: search, filter, act. */
import { UploadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { datasetsQuery, type Task } from '@/api/datasets';
import { LinkButton } from '@/components/LinkButton';
import { PageHeader } from '@/components/PageHeader';
import { Panel } from '@/components/Panel';
import { SampleList } from '@/components/SampleList';
import { SearchBox } from '@/components/SearchBox';
import { usePaging, useUrlState } from '@/components/useUrlState';
import { DatasetList } from './DatasetList';
import styles from './datasets.module.css';

const TASKS: readonly Task[] = ['classification', 'conversation', 'plain_text'];

export function DatasetsPage() {
  const { t } = useTranslation();
  const [get, change] = useUrlState();
  const paging = usePaging();
  const search = get('search');
  const task = TASKS.find((known) => known === get('task')) ?? '';
  const list = useQuery(datasetsQuery({ search, task, page: paging.page, pageSize: paging.pageSize }));
  const filtered = search !== '' || task !== '';
  const nothingYet = !filtered && list.data?.total === 0;
  return (
    <>
      <PageHeader
        title={t('datasets.title')}
        lead={t('datasets.lead')}
        actions={
          <LinkButton to="/datasets/new" type="primary" icon={<UploadOutlined />}>
            {t('datasets.upload')}
          </LinkButton>
        }
      />
      {!nothingYet && (
        <div className={styles.filters}>
          <SearchBox
            value={search}
            onSearch={(text) => change({ search: text })}
            placeholder={t('datasets.searchPlaceholder')}
          />
          <Select
            value={task}
            aria-label={t('datasets.task.label')}
            style={{ minWidth: 150 }}
            onChange={(value) => change({ task: value })}
            options={[
              { value: '', label: t('datasets.allTasks') },
              ...TASKS.map((value) => ({ value, label: t(`datasets.task.${value}`) })),
            ]}
          />
        </div>
      )}
      <Panel flush>
        <DatasetList
          list={list}
          filtered={filtered}
          onClearFilters={() => change({ search: '', task: '' })}
          paging={paging}
        />
      </Panel>
      {list.data && (
        <Panel
          title={t('datasets.sample.heading')}
          extra={<span className="muted">{t('datasets.sample.lead')}</span>}
          className={styles.after}
          flush
        >
          <SampleList />
        </Panel>
      )}
    </>
  );
}
