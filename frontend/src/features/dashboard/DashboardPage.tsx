/** The first page: first steps, numbers, live and recent trainings, the machine. Each part loads and fails alone. */
import { ExperimentOutlined, PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { overviewQuery } from '@/api/overview';
import { ErrorState } from '@/components/ErrorState';
import { LinkButton } from '@/components/LinkButton';
import { PageHeader } from '@/components/PageHeader';
import styles from './dashboard.module.css';
import { FirstSteps } from './FirstSteps';
import { LiveJobs } from './LiveJobs';
import { RecentJobs } from './RecentJobs';
import { Stats } from './Stats';
import { SystemPanel } from './SystemPanel';

export function DashboardPage() {
  const { t } = useTranslation();
  const overview = useQuery(overviewQuery);
  return (
    <>
      <PageHeader
        title={t('dashboard.title')}
        lead={t('dashboard.lead')}
        actions={
          <>
            <LinkButton to="/playground" icon={<ExperimentOutlined />}>
              {t('dashboard.actions.tryModel')}
            </LinkButton>
            <LinkButton to="/datasets/new" icon={<UploadOutlined />}>
              {t('dashboard.actions.upload')}
            </LinkButton>
            <LinkButton to="/jobs/new" type="primary" icon={<PlusOutlined />}>
              {t('dashboard.actions.newJob')}
            </LinkButton>
          </>
        }
      />
      <div className={styles.page}>
        {overview.error && !overview.data && (
          <ErrorState error={overview.error} onRetry={() => void overview.refetch()} />
        )}
        {overview.data && <LiveJobs jobs={overview.data.live_jobs} />}
        {overview.data && <FirstSteps overview={overview.data} />}
        <Stats overview={overview.data} />
        <div className={styles.columns}>
          {(overview.data ?? !overview.error) && <RecentJobs jobs={overview.data?.recent_jobs} />}
          <SystemPanel />
        </div>
      </div>
    </>
  );
}
