/** What can be done with a dataset: train, download, delete. */
import { DeleteOutlined, DownloadOutlined, MoreOutlined, ThunderboltOutlined } from '@ant-design/icons';
import { App, Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { addressOf } from '@/api/call';
import { useDeleteDataset, type Dataset } from '@/api/datasets';
import { formatCount } from '@/components/format';
import { followKey } from '@/components/followKey';
import { LinkButton } from '@/components/LinkButton';
import { useConfirmDelete } from '@/components/useConfirmDelete';

interface Props {
  dataset: Dataset;
  /** Only the menu, for cards. */
  compact?: boolean;
  onDeleted?: () => void;
}

export function useAskDelete(dataset: Dataset, onDeleted?: () => void): () => void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const ask = useConfirmDelete();
  const remove = useDeleteDataset();
  return () =>
    ask({
      name: dataset.name,
      lost: t('datasets.deleteLost', { rows: formatCount(dataset.rows) }),
      onConfirm: async () => {
        await remove.mutateAsync(dataset.id);
        message.success(t('common.deleted'));
        onDeleted?.();
      },
    });
}

export function DatasetActions({ dataset, compact = false, onDeleted }: Props) {
  const { t } = useTranslation();
  const askDelete = useAskDelete(dataset, onDeleted);
  const trainable = dataset.task !== 'plain_text';
  const trainAddress = `/jobs/new?dataset=${dataset.id}`;
  return (
    <span style={{ display: 'inline-flex', gap: 4 }}>
      {!compact && trainable && (
        <LinkButton to={trainAddress} size="small" type="text" icon={<ThunderboltOutlined />}>
          {t('datasets.train')}
        </LinkButton>
      )}
      <Dropdown
        autoFocus
        trigger={['click']}
        placement="bottomRight"
        menu={{
          onClick: followKey,
          items: [
            {
              key: 'download',
              icon: <DownloadOutlined />,
              label: (
                <a href={addressOf('/datasets/{dataset_id}/download', { dataset_id: dataset.id })} download>
                  {t('common.download')}
                </a>
              ),
            },
            { key: 'delete', icon: <DeleteOutlined />, danger: true, label: t('common.delete'), onClick: askDelete },
          ],
        }}
      >
        <Button size="small" type="text" icon={<MoreOutlined />} aria-label={`${t('common.more')}: ${dataset.name}`} />
      </Dropdown>
    </span>
  );
}
