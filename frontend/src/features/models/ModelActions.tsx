/** What can be done with a model: train from it or try it, download, delete. */
import {
  DeleteOutlined,
  DownloadOutlined,
  ExperimentOutlined,
  MessageOutlined,
  MoreOutlined,
  ThunderboltOutlined,
} from '@ant-design/icons';
import { App, Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { addressOf } from '@/api/call';
import { useDeleteModel, type Model } from '@/api/models';
import { formatBytes } from '@/components/format';
import { followKey } from '@/components/followKey';
import { LinkButton } from '@/components/LinkButton';
import { useConfirmDelete } from '@/components/useConfirmDelete';
import { chatAddress, isTrainable, trainAddress } from './ability';

interface Props {
  model: Model;
  /** Only the menu, for cards. */
  compact?: boolean;
}

export function useAskDeleteModel(model: Model, onDeleted?: () => void): () => void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const ask = useConfirmDelete();
  const remove = useDeleteModel();
  return () =>
    ask({
      name: model.name,
      lost:
        model.source === 'folder'
          ? t('models.deleteFolderLost')
          : t('models.deleteLost', { size: formatBytes(model.bytes) }),
      onConfirm: async () => {
        await remove.mutateAsync(model.id);
        message.success(t('common.deleted'));
        onDeleted?.();
      },
    });
}

export function MainAction({ model, prominent = false }: { model: Model; prominent?: boolean }) {
  const { t } = useTranslation();
  const look = prominent ? ({ type: 'primary' } as const) : ({ type: 'text', size: 'small' } as const);
  if (model.task === 'language_model') {
    return (
      <LinkButton to={chatAddress(model)} icon={<MessageOutlined />} {...look}>
        {t('models.chat')}
      </LinkButton>
    );
  }
  if (model.task === 'classifier') {
    return (
      <LinkButton to={`/playground?model=${model.id}`} icon={<ExperimentOutlined />} {...look}>
        {t('models.tryIt')}
      </LinkButton>
    );
  }
  return (
    <LinkButton to={trainAddress(model)} icon={<ThunderboltOutlined />} {...look}>
      {t('models.train')}
    </LinkButton>
  );
}

/** What else a language model is for, unless it is an adapter that needs its base. */
export function SecondAction({ model }: { model: Model }) {
  const { t } = useTranslation();
  if (!isTrainable(model) || model.task !== 'language_model') return null;
  return (
    <LinkButton to={trainAddress(model)} icon={<ThunderboltOutlined />}>
      {t('models.train')}
    </LinkButton>
  );
}

export function ModelActions({ model, compact = false }: Props) {
  const { t } = useTranslation();
  const askDelete = useAskDeleteModel(model);
  return (
    <span style={{ display: 'inline-flex', gap: 4 }}>
      {!compact && <MainAction model={model} />}
      <Dropdown
        autoFocus
        trigger={['click']}
        placement="bottomRight"
        menu={{
          onClick: followKey,
          items: [
            ...(model.task === 'language_model' && isTrainable(model)
              ? [
                  {
                    key: 'train',
                    icon: <ThunderboltOutlined />,
                    label: <Link to={trainAddress(model)}>{t('models.train')}</Link>,
                  },
                ]
              : []),
            {
              key: 'download',
              icon: <DownloadOutlined />,
              label: (
                <a href={addressOf('/models/{model_id}/download', { model_id: model.id })} download>
                  {t('models.download')}
                </a>
              ),
            },
            { key: 'delete', icon: <DeleteOutlined />, danger: true, label: t('common.delete'), onClick: askDelete },
          ],
        }}
      >
        <Button size="small" type="text" icon={<MoreOutlined />} aria-label={`${t('common.more')}: ${model.name}`} />
      </Dropdown>
    </span>
  );
}
