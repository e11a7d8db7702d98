/** Trying tuned models: one text with its probabilities, or many at once. */
import { ExperimentOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Segmented, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router-dom';
import { modelsQuery, type Model } from '@/api/models';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { PageHeader } from '@/components/PageHeader';
import { Panel } from '@/components/Panel';
import { useUrlState } from '@/components/useUrlState';
import { BatchPane } from './BatchPane';
import { ModelBar } from './ModelBar';
import { SinglePane } from './SinglePane';
import { usualThreshold } from './given';
import { Threshold } from './Threshold';

const MOST_MODELS = 200;

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

export function PlaygroundPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [get, change] = useUrlState();
  const models = useQuery(modelsQuery({ search: '', task: 'classifier', page: 1, pageSize: MOST_MODELS }));
  const known = models.data?.items ?? [];
  const chosen = known.find((model) => model.id === Number(get('model'))) ?? known[0];
  const batch = get('mode') === 'batch';
  const header = (
    <PageHeader
      title={t('playground.title')}
      lead={t('playground.lead')}
      actions={
        chosen && (
          <Segmented
            value={batch ? 'batch' : 'single'}
            aria-label={t('playground.title')}
            options={[
              { value: 'single', label: t('playground.single') },
              { value: 'batch', label: t('playground.batch') },
            ]}
            onChange={(mode) => change({ mode: mode === 'batch' ? 'batch' : '' })}
          />
        )
      }
    />
  );
  if (models.error) {
    return (
      <>
        {header}
        <ErrorState error={models.error} onRetry={() => void models.refetch()} />
      </>
    );
  }
  if (!models.data) {
    return (
      <>
        {header}
        <Skeleton active />
      </>
    );
  }
  if (!chosen) {
    return (
      <>
        {header}
        <Panel>
          <EmptyState
            icon={<ExperimentOutlined />}
            title={t('playground.noModel')}
            text={t('playground.noModelHint')}
            actions={
              <Button type="primary" onClick={() => void navigate('/jobs/new')}>
                {t('playground.newTraining')}
              </Button>
            }
          />
        </Panel>
      </>
    );
  }
  return (
    <>
      {header}
      <ModelBar models={known} chosen={chosen} onChoose={(id) => change({ model: String(id) })} />
      <Asking key={chosen.id} model={chosen} batch={batch} />
    </>
  );
}
