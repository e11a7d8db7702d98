/** A job in a narrow window. */
import { Link } from 'react-router-dom';
import type { Job } from '@/api/jobs';
import { StateTag } from '@/components/StateTag';
import { Duration, Time } from '@/components/Time';
import { useBestResult } from '@/components/useBestResult';
import { JobActions } from './JobActions';
import { JobProgress } from '@/components/JobProgress';
import styles from './jobs.module.css';

export function JobCard({ job }: { job: Job }) {
  const reached = useBestResult()(job);
  return (
    <div className={styles.card}>
      <div className={styles.cardHead}>
        <Link to={`/jobs/${job.id}`} className={styles.name}>
          {job.name}
        </Link>
        <JobActions job={job} compact />
      </div>
      <div className={styles.cardLine}>
        <StateTag
          state={job.state}
          attempt={job.attempt}
          stopping={job.stop_asked_at !== null}
          queuePosition={job.queue_position}
        />
        {reached && <span>{reached}</span>}
        <span className="muted">
          {job.eta_seconds != null ? <Duration seconds={job.eta_seconds} /> : <Time value={job.created_at} />}
        </span>
      </div>
      <JobProgress job={job} />
    </div>
  );
}
