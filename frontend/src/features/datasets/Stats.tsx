/** How the labels are spread, with advice where it matters. */
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '@/api/datasets';
import { Bars } from '@/components/Bars';
import { Panel } from '@/components/Panel';
import { advise } from './advise';
import styles from './datasets.module.css';

function Advice({ labels }: { labels: Dataset['labels'] }) {
  const { t } = useTranslation();
  const { imbalance, scarce } = advise(labels);
  return (
    <>
      {imbalance !== null && (
        <Alert type="warning" showIcon title={t('datasets.detail.imbalance', { ratio: imbalance })} />
      )}
      {scarce !== null && <Alert type="info" showIcon title={t('datasets.detail.fewRows', { label: scarce })} />}
      {imbalance === null && scarce === null && <Alert type="success" showIcon title={t('datasets.detail.balanced')} />}
    </>
  );
}

export function Stats({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  const bars = Object.entries(dataset.labels)
    .map(([label, value]) => ({ label, value }))
    .sort((a, b) => b.value - a.value);
  if (bars.length === 0) return <Alert type="info" showIcon title={t('datasets.detail.noLabels')} />;
  return (
    <Panel title={t('datasets.detail.distribution')}>
      <div className={styles.stack}>
        <Bars bars={bars} label={t('datasets.detail.distribution')} />
        <Advice labels={dataset.labels} />
      </div>
    </Panel>
  );
}
