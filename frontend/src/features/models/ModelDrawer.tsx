/** All about one model, in a drawer over the list. */
import { DeleteOutlined, DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { addressOf } from '@/api/call';
import { modelQuery, type Model } from '@/api/models';
import { ErrorState } from '@/components/ErrorState';
import { MainAction, SecondAction, useAskDeleteModel } from './ModelActions';
import { ModelFacts } from './ModelFacts';
import { ModelName } from './ModelName';
import styles from './models.module.css';
import { Scores } from './Scores';

function Content({ model, onClose }: { model: Model; onClose: () => void }) {
  const { t } = useTranslation();
  const askDelete = useAskDeleteModel(model, onClose);
  return (
    <div className={styles.stack}>
      <ModelName model={model} />
      <div className={styles.buttons}>
        <MainAction model={model} prominent />
        <SecondAction model={model} />
        <Button
          icon={<DownloadOutlined />}
          href={addressOf('/models/{model_id}/download', { model_id: model.id })}
          download
        >
          {t('models.download')}
        </Button>
        {model.tuning === 'lora' && !model.is_adapter && (
          <Button
            icon={<DownloadOutlined />}
            href={addressOf('/models/{model_id}/adapter', { model_id: model.id })}
            download
          >
            {t('models.downloadAdapter')}
          </Button>
        )}
        <Button icon={<DeleteOutlined />} danger onClick={askDelete} aria-label={t('common.delete')} />
      </div>
      <Scores metrics={model.metrics} />
      <ModelFacts model={model} />
    </div>
  );
}

export function ModelDrawer({ id, onClose }: { id: number | null; onClose: () => void }) {
  const { t } = useTranslation();
  const model = useQuery({ ...modelQuery(id ?? 0), enabled: id !== null });
  return (
    <Drawer open={id !== null} onClose={onClose} size={560} title={t('models.list.model')}>
      {model.error ? (
        <ErrorState error={model.error} onRetry={() => void model.refetch()} />
      ) : model.data ? (
        <Content key={model.data.id} model={model.data} onClose={onClose} />
      ) : (
        <Skeleton active />
      )}
    </Drawer>
  );
}
