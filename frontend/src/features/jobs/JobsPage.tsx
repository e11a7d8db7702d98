/** All training jobs: filter, search, live progress, what can be done with each. */
import { ExperimentOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router-dom';
import { jobsQuery, useLiveJob, type Job } from '@/api/jobs';
import { AnnounceJob } from '@/components/AnnounceJob';
import { EmptyState } from '@/components/EmptyState';
import { PageHeader } from '@/components/PageHeader';
import { Panel } from '@/components/Panel';
import { ResponsiveList } from '@/components/ResponsiveList';
import { SearchBox } from '@/components/SearchBox';
import { usePaging, useUrlState } from '@/components/useUrlState';
import { JobCard } from './JobCard';
import { useJobColumns } from './jobColumns';
import styles from './jobs.module.css';

const STATES: readonly Job['state'][] = ['PENDING', 'PREPARING', 'RUNNING', 'COMPLETED', 'FAILED', 'STOPPED'];

/** Keeps one row of the list up to date and says its changes to screen readers; draws nothing. */
function Follow({ job, onChange }: { job: Job; onChange: (job: Job) => void }) {
  const client = useQueryClient();
  useLiveJob(job, onChange, () => void client.invalidateQueries({ queryKey: ['jobs', 'list'] }));
  return <AnnounceJob job={job} />;
}

function NewJobButton() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/jobs/new')}>
      {t('jobs.new')}
    </Button>
  );
}

export function JobsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [get, change] = useUrlState();
  const paging = usePaging();
  const states = get('state')
    .split(',')
    .filter((state): state is Job['state'] => STATES.includes(state as Job['state']));
  const search = get('search');
  const query = jobsQuery({ states, search, page: paging.page, pageSize: paging.pageSize });
  const jobs = useQuery(query);
  const columns = useJobColumns();
  const patch = (job: Job) =>
    client.setQueryData(
      query.queryKey,
      (old) => old && { ...old, items: old.items.map((known) => (known.id === job.id ? job : known)) },
    );
  return (
    <>
      <PageHeader title={t('jobs.title')} lead={t('jobs.lead')} actions={<NewJobButton />} />
      <Panel flush>
        <div className={styles.toolbar}>
          <SearchBox value={search} onSearch={(text) => change({ search: text })} placeholder={t('jobs.list.search')} />
          <Select<Job['state'][]>
            mode="multiple"
            allowClear
            value={states}
            aria-label={t('jobs.list.state')}
            placeholder={t('jobs.list.state')}
            className={styles.stateFilter}
            maxTagCount="responsive"
            options={STATES.map((state) => ({ value: state, label: t(`common.status.${state}`) }))}
            onChange={(chosen) => change({ state: chosen.join(',') })}
          />
        </div>
        {jobs.data?.items.map((job) => (
          <Follow key={job.id} job={job} onChange={patch} />
        ))}
        <ResponsiveList
          label={t('jobs.title')}
          rows={jobs.data?.items}
          keyOf={(job) => job.id}
          columns={columns}
          card={(job) => <JobCard job={job} />}
          error={jobs.error}
          onRetry={() => void jobs.refetch()}
          filtered={states.length > 0 || search !== ''}
          onClearFilters={() => change({ state: '', search: '' })}
          empty={
            <EmptyState
              icon={<ExperimentOutlined />}
              title={t('jobs.list.empty')}
              text={t('jobs.list.emptyHint')}
              actions={<NewJobButton />}
            />
          }
          paging={{ ...paging, total: jobs.data?.total ?? 0 }}
          onRow={(job) => void navigate(`/jobs/${job.id}`)}
        />
      </Panel>
    </>
  );
}
