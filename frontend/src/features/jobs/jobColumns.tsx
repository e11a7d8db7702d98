/** The columns of the job table. */
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import type { Job } from '@/api/jobs';
import { StateTag } from '@/components/StateTag';
import { Duration, Time } from '@/components/Time';
import { useBestResult } from '@/components/useBestResult';
import { JobActions } from './JobActions';
import { JobProgress } from '@/components/JobProgress';
import styles from './jobs.module.css';

export function useJobColumns(): TableColumnsType<Job> {
  const { t } = useTranslation();
  const best = useBestResult();
  return [
    {
      title: t('jobs.list.job'),
      key: 'name',
      render: (_, job) => (
        <div className={styles.nameCell}>
          <Link to={`/jobs/${job.id}`} className={styles.name}>
            {job.name}
          </Link>
          <span className="muted">
            #{job.id} · {job.model_name} · {job.dataset_name}
          </span>
        </div>
      ),
    },
    {
      title: t('jobs.list.state'),
      key: 'state',
      render: (_, job) => (
        <StateTag
          state={job.state}
          attempt={job.attempt}
          stopping={job.stop_asked_at !== null}
          queuePosition={job.queue_position}
        />
      ),
    },
    { title: t('jobs.list.progress'), key: 'progress', width: 190, render: (_, job) => <JobProgress job={job} /> },
    {
      title: t('jobs.list.best'),
      key: 'best',
      align: 'right',
      render: (_, job) => best(job) ?? <span className="muted">–</span>,
    },
    {
      title: t('jobs.list.remaining'),
      key: 'eta',
      align: 'right',
      render: (_, job) => <Duration seconds={job.eta_seconds} />,
    },
    { title: t('jobs.list.created'), key: 'created', render: (_, job) => <Time value={job.created_at} /> },
    {
      title: <span className="visually-hidden">{t('common.actions')}</span>,
      key: 'actions',
      align: 'right',
      render: (_, job) => <JobActions job={job} compact />,
    },
  ];
}
