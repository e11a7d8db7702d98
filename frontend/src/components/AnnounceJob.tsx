/** Tells screen readers when the state of a job changes. Draws nothing. */
import { useTranslation } from 'react-i18next';
import type { Job } from '@/api/jobs';
import { Announce } from './Announce';

export function AnnounceJob({ job }: { job: Job }) {
  const { t } = useTranslation();
  const stopping = job.stop_asked_at !== null && (job.state === 'PREPARING' || job.state === 'RUNNING');
  const state = t(stopping ? 'common.status.stopping' : `common.status.${job.state}`);
  return <Announce text={t('components.jobState', { name: job.name, state })} />;
}
