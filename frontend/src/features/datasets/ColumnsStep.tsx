/** Step 2: what was understood of the file, which column is which, the rows that come of it. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '@/api/datasets';
import { Panel } from '@/components/Panel';
import { useAskDelete } from './DatasetActions';
import styles from './datasets.module.css';
import { FileFacts } from './FileFacts';
import { FirstRows } from './FirstRows';
import { MappingForm } from './MappingForm';
import { RejectedRows } from './RejectedRows';
import { Verdict } from './Verdict';

interface Props {
  dataset: Dataset;
  onNext: () => void;
  onDiscard: () => void;
}

export function ColumnsStep({ dataset, onNext, onDiscard }: Props) {
  const { t } = useTranslation();
  const discard = useAskDelete(dataset, onDiscard);
  return (
    <div className={styles.stack}>
      <Panel title={t('datasets.mapping.heading')}>
        <div className={styles.stack}>
          <FileFacts dataset={dataset} />
          <MappingForm dataset={dataset} />
          <Verdict dataset={dataset} />
        </div>
      </Panel>
      <Panel title={t('datasets.understand.firstRows')}>
        <FirstRows dataset={dataset} />
      </Panel>
      {dataset.rejected_rows > 0 && (
        <Panel title={t('datasets.detail.tabs.rejected')} flush>
          <RejectedRows dataset={dataset} />
        </Panel>
      )}
      <div className={styles.buttons} style={{ marginTop: 4 }}>
        <Button type="primary" onClick={onNext}>
          {t('datasets.new.next')}
        </Button>
        <Button onClick={discard}>{t('datasets.new.discard')}</Button>
      </div>
    </div>
  );
}
