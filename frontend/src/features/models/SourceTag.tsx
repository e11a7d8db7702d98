/** Where a model comes from. */
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Model, ModelSource } from '@/api/models';

const COLOURS: Record<ModelSource, string | undefined> = { starter: 'blue', folder: undefined, tuned: 'green' };

export function SourceTag({ model }: { model: Model }) {
  const { t } = useTranslation();
  return (
    <Tag variant="filled" color={COLOURS[model.source]}>
      {t(`models.source.${model.source}`)}
    </Tag>
  );
}
