/** A new dataset in three steps: file, columns, name. The step and the dataset are in the address, so a reload goes on. */
import { useQuery } from '@tanstack/react-query';
import { Steps } from 'antd';
import { useTranslation } from 'react-i18next';
import { datasetQuery } from '@/api/datasets';
import { ErrorState } from '@/components/ErrorState';
import { PageHeader } from '@/components/PageHeader';
import { Panel } from '@/components/Panel';
import { SampleList } from '@/components/SampleList';
import { useUrlState } from '@/components/useUrlState';
import { ColumnsStep } from './ColumnsStep';
import styles from './datasets.module.css';
import { FileStep } from './FileStep';
import { NameStep } from './NameStep';
import upload from './upload.module.css';

export function UploadPage() {
  const { t } = useTranslation();
  const [get, change] = useUrlState();
  const id = Number(get('dataset')) || 0;
  const naming = get('step') === 'name';
  const dataset = useQuery({ ...datasetQuery(id), enabled: id > 0 });
  const current = id === 0 ? 0 : naming ? 2 : 1;
  return (
    <>
      <PageHeader title={t('datasets.new.title')} lead={t('datasets.new.lead')} back="/datasets" />
      <Steps
        className={upload.steps}
        current={current}
        size="small"
        responsive={false}
        items={[
          { title: t('datasets.new.steps.file') },
          { title: t('datasets.new.steps.columns') },
          { title: t('datasets.new.steps.name') },
        ]}
      />
      {id === 0 && (
        <div className={styles.split}>
          <Panel>
            <FileStep onDone={(made) => change({ dataset: String(made.id) })} />
          </Panel>
          <Panel title={t('datasets.sample.heading')} flush>
            <SampleList />
          </Panel>
        </div>
      )}
      {id > 0 && dataset.error && <ErrorState error={dataset.error} onRetry={() => void dataset.refetch()} />}
      {dataset.data && !naming && (
        <ColumnsStep
          dataset={dataset.data}
          onNext={() => change({ step: 'name' })}
          onDiscard={() => change({ dataset: '', step: '' })}
        />
      )}
      {dataset.data && naming && <NameStep dataset={dataset.data} onBack={() => change({ step: '' })} />}
    </>
  );
}
