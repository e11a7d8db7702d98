/** Where a model comes from. */
import { useTranslation } from 'react-i18next';
import type { Model, ModelSource } from '@/api/models';
import { Badge, type Tone } from '@/components/Badge';

const TONES: Record<ModelSource, Tone> = { starter: 'info', package: 'info', folder: 'neutral', tuned: 'good' };

export function SourceTag({ model }: { model: Model }) {
  const { t } = useTranslation();
  return <Badge text={t(`models.source.${model.source}`)} tone={TONES[model.source]} />;
}
