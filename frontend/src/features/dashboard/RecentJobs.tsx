/** The last few trainings with their state and result. */
import { ThunderboltOutlined } from '@ant-design/icons';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import type { Job } from '@/api/jobs';
import { EmptyState } from '@/components/EmptyState';
import { Panel } from '@/components/Panel';
import { StateTag } from '@/components/StateTag';
import { Time } from '@/components/Time';
import { useBestResult } from '@/components/useBestResult';
import styles from './dashboard.module.css';

function Recent({ job }: { job: Job }) {
  const reached = useBestResult()(job);
  return (
    <li>
      <Link to={`/jobs/${job.id}`} className={styles.recentJob}>
        <span className={styles.recentName}>
          {job.name}
          <span className="muted">
            {job.model_name} · {job.dataset_name}
          </span>
        </span>
        <span className={styles.recentScore}>{reached}</span>
        <StateTag
          state={job.state}
          attempt={job.attempt}
          stopping={job.stop_asked_at !== null}
          queuePosition={job.queue_position}
        />
        <span className={`muted ${styles.recentTime}`}>
          <Time value={job.created_at} />
        </span>
      </Link>
    </li>
  );
}

export function RecentJobs({ jobs }: { jobs: readonly Job[] | undefined }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('dashboard.recent.title')} extra={<Link to="/jobs">{t('dashboard.recent.all')}</Link>} flush>
      {!jobs && <Skeleton active style={{ padding: 20 }} />}
      {jobs?.length === 0 && (
        <EmptyState
          compact
          icon={<ThunderboltOutlined />}
          title={t('dashboard.recent.empty')}
          text={t('dashboard.recent.emptyHint')}
        />
      )}
      {jobs && jobs.length > 0 && (
        <ul className={styles.recent}>
          {jobs.map((job) => (
            <Recent key={job.id} job={job} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
