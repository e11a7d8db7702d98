/** What the server says about the job before it starts: errors that block, advice that does not, derived numbers. */
import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled } from '@ant-design/icons';
import { Spin } from 'antd';
import { useTranslation } from 'react-i18next';
import { textOf } from '@/api/errors';
import { ErrorNote } from '@/components/ErrorState';
import { formatCount } from '@/components/format';
import { Panel } from '@/components/Panel';
import styles from './create.module.css';
import type { Finding, JobCheck } from './queries';

interface Props {
  check: JobCheck | undefined;
  complete: boolean;
  checking: boolean;
  error: unknown;
}

function FindingLine({ finding, tone }: { finding: Finding; tone: 'bad' | 'note' }) {
  const { i18n } = useTranslation();
  const { sentence, hint } = textOf(finding.code, finding.params, finding.message, i18n.language);
  return (
    <li className={tone === 'bad' ? styles.bad : styles.note}>
      <span aria-hidden>{tone === 'bad' ? <CloseCircleFilled /> : <ExclamationCircleFilled />}</span>
      <span>
        {sentence} <span className="muted">{hint}</span>
      </span>
    </li>
  );
}

function Numbers({ check }: { check: JobCheck }) {
  const { t } = useTranslation();
  const numbers: [string, number | null | undefined][] = [
    [t('jobs.create.trainRows'), check.train_rows],
    [t('jobs.create.validationRows'), check.validation_rows],
    [t('jobs.create.stepsPerEpoch'), check.steps_per_epoch],
    [t('jobs.create.totalSteps'), check.total_steps],
  ];
  return (
    <dl className={styles.numbers}>
      {numbers
        .filter(([, value]) => value != null)
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{formatCount(value ?? 0)}</dd>
          </div>
        ))}
    </dl>
  );
}

export function CheckPanel({ check, complete, checking, error }: Props) {
  const { t } = useTranslation();
  const title = () => {
    if (!check || !complete) return t('jobs.create.check');
    if (check.errors.length) return t('jobs.create.notReady');
    return check.advice.length ? t('jobs.create.readyWithAdvice') : t('jobs.create.ready');
  };
  return (
    <Panel
      title={
        <span className={styles.checkTitle}>
          {complete &&
            check &&
            (check.errors.length ? (
              <CloseCircleFilled className={styles.badIcon} />
            ) : (
              <CheckCircleFilled className={styles.goodIcon} />
            ))}
          {title()}
        </span>
      }
      extra={checking && <Spin size="small" />}
    >
      <div aria-live="polite">
        <ErrorNote error={error} />
        {!complete && <p className="muted">{t('jobs.create.incomplete')}</p>}
        {complete && check && (
          <>
            <ul className={styles.findings}>
              {check.errors.map((finding, index) => (
                <FindingLine key={`${finding.code}${index}`} finding={finding} tone="bad" />
              ))}
              {check.advice.map((finding, index) => (
                <FindingLine key={`${finding.code}${index}`} finding={finding} tone="note" />
              ))}
            </ul>
            <Numbers check={check} />
            {check.at_most && <p className={`muted ${styles.atMost}`}>{t('jobs.create.atMost')}</p>}
          </>
        )}
      </div>
    </Panel>
  );
}
