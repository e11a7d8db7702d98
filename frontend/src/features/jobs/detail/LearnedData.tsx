/** What of the conversations is learned, counted once they were read. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '@/api/jobs';
import { formatCount, formatParameters, formatPercent } from '@/components/format';
import { Panel } from '@/components/Panel';
import styles from './detail.module.css';

type Plan = NonNullable<JobDetail['plan']>;

function Figure({ label, children, hint }: { label: string; children: ReactNode; hint?: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
      {hint && <dd className={styles.hint}>{hint}</dd>}
    </div>
  );
}

export function LearnedData({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const { train_tokens: all, learned_tokens: learned } = plan;
  const weights = {
    part: formatParameters(plan.trainable_parameters),
    whole: formatParameters(plan.total_parameters),
  };
  return (
    <Panel title={t('jobs.learned.title')}>
      <dl className={styles.figures}>
        <Figure label={t('jobs.learned.rows')}>{formatCount(plan.train_rows)}</Figure>
        <Figure label={t('jobs.learned.validation')}>{formatCount(plan.validation_rows)}</Figure>
        {all !== null && <Figure label={t('jobs.learned.tokens')}>{formatCount(all)}</Figure>}
        {all !== null && all > 0 && learned !== null && (
          <Figure label={t('jobs.learned.share')} hint={t('jobs.learned.shareHint')}>
            {formatPercent(learned / all)}
          </Figure>
        )}
        <Figure label={t('jobs.learned.cut')}>{formatCount(plan.truncated_rows)}</Figure>
        <Figure label={t('jobs.learned.dropped')}>{formatCount(plan.dropped_rows)}</Figure>
        <Figure label={t('jobs.learned.trainable')} hint={t('jobs.learned.of', weights)}>
          {formatPercent(plan.trainable_parameters / plan.total_parameters)}
        </Figure>
      </dl>
    </Panel>
  );
}
