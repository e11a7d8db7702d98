/** The numbers of a dataset in one strip. */
import { useTranslation } from 'react-i18next';
import type { Dataset } from '@/api/datasets';
import { CopyButton } from '@/components/CopyButton';
import { formatBytes, formatCount } from '@/components/format';
import { Panel } from '@/components/Panel';
import styles from './datasets.module.css';

const SHOWN_HASH = 10;

export function DatasetFacts({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  const labels = Object.keys(dataset.labels).length;
  return (
    <Panel>
      <dl className={styles.facts}>
        <div>
          <dt>{t('datasets.detail.facts.rows')}</dt>
          <dd>{formatCount(dataset.rows)}</dd>
        </div>
        <div>
          <dt>{t('datasets.task.label')}</dt>
          <dd>
            {t(`datasets.task.${dataset.task}`)}
            {dataset.multi_label && <span className={styles.several}> · {t('datasets.mapping.several')}</span>}
          </dd>
        </div>
        {dataset.task === 'classification' && (
          <div>
            <dt>{t('datasets.detail.facts.labels')}</dt>
            <dd>{labels}</dd>
          </div>
        )}
        <div>
          <dt>{t('datasets.detail.facts.size')}</dt>
          <dd>{formatBytes(dataset.bytes)}</dd>
        </div>
        <div>
          <dt>{t('datasets.detail.facts.version')}</dt>
          <dd>v{dataset.version}</dd>
        </div>
        {dataset.licence && (
          <div>
            <dt>{t('common.licence')}</dt>
            <dd>{dataset.licence}</dd>
          </div>
        )}
        <div>
          <dt>{t('datasets.detail.facts.checksum')}</dt>
          <dd className={styles.checksum}>
            <code className="mono" title={dataset.sha256}>
              {dataset.sha256.slice(0, SHOWN_HASH)}
            </code>
            <CopyButton text={dataset.sha256} />
          </dd>
        </div>
      </dl>
    </Panel>
  );
}
