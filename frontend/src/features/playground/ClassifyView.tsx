/** Classifying with a tuned model: one text with its probabilities, or many at once. */
import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '@/api/models';
import { useUrlState } from '@/components/useUrlState';
import { BatchPane } from './BatchPane';
import { usualThreshold } from './given';
import { ModelBar } from './ModelBar';
import { NoModel } from './NoModel';
import styles from './playground.module.css';
import { SinglePane } from './SinglePane';
import { Threshold } from './Threshold';

/** The threshold is of the model, and the same for one text and for many. */
function Asking({ model, batch }: { model: Model; batch: boolean }) {
  const [threshold, setThreshold] = useState(usualThreshold(model.multi_label));
  return (
    <>
      <Threshold several={model.multi_label} value={threshold} onChange={setThreshold} />
      {batch ? <BatchPane model={model} threshold={threshold} /> : <SinglePane model={model} threshold={threshold} />}
    </>
  );
}

export function ClassifyView({ models }: { models: readonly Model[] }) {
  const { t } = useTranslation();
  const [get, change] = useUrlState();
  const chosen = models.find((model) => model.id === Number(get('model'))) ?? models[0];
  const batch = get('mode') === 'batch';
  if (!chosen) {
    return <NoModel title={t('playground.noModel')} text={t('playground.noModelHint')} />;
  }
  return (
    <>
      <Segmented
        className={styles.amount}
        value={batch ? 'batch' : 'single'}
        aria-label={t('playground.amount')}
        options={[
          { value: 'single', label: t('playground.single') },
          { value: 'batch', label: t('playground.batch') },
        ]}
        onChange={(amount) => change({ mode: amount === 'batch' ? 'batch' : 'classify' })}
      />
      <ModelBar models={models} chosen={chosen} onChoose={(id) => change({ model: String(id) })} />
      <Asking key={chosen.id} model={chosen} batch={batch} />
    </>
  );
}
