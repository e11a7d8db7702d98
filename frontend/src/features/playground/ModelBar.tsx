/** Which model is asked, whether it is loaded, and giving its memory back. */
import { App, Button, Select } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Model } from '@/api/models';
import { formatBytes } from '@/components/format';
import { useErrorToast } from '@/components/useErrorText';
import styles from './playground.module.css';
import { predictorsQuery, useLoadAhead, useUnload, type Predictor } from './queries';

interface Props {
  models: readonly Model[];
  chosen: Model;
  onChoose: (id: number) => void;
  /** What the picker is called, where there are two. */
  label?: string;
}

function LoadState({ predictor }: { predictor: Predictor | undefined }) {
  const { t } = useTranslation();
  if (!predictor) return <span className="muted">{t('playground.notLoaded')}</span>;
  if (predictor.phase !== 'ready') return <span className="muted">{t('playground.isLoading')}</span>;
  return (
    <span>
      {t('playground.loaded')}
      {predictor.memory_bytes !== null && (
        <span className="muted"> · {t('playground.memory', { bytes: formatBytes(predictor.memory_bytes) })}</span>
      )}
    </span>
  );
}

export function ModelBar({ models, chosen, onChoose, label }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const onError = useErrorToast();
  const predictors = useQuery(predictorsQuery);
  const unload = useUnload();
  useLoadAhead(chosen.id);
  const predictor = predictors.data?.find((known) => known.model_id === chosen.id);
  return (
    <div className={styles.bar}>
      <Select<number>
        className={styles.picker}
        value={chosen.id}
        aria-label={label ?? t('playground.model')}
        showSearch={{ optionFilterProp: 'label' }}
        options={models.map((model) => ({ value: model.id, label: model.name }))}
        onChange={onChoose}
      />
      <span className={styles.loaded} role="status">
        <LoadState predictor={predictor} />
        {predictor?.phase === 'ready' && (
          <Button
            size="small"
            loading={unload.isPending}
            onClick={() =>
              unload.mutate(chosen.id, {
                onError,
                onSuccess: () => void message.success(t('playground.unloaded')),
              })
            }
          >
            {t('playground.unload')}
          </Button>
        )}
      </span>
    </div>
  );
}
