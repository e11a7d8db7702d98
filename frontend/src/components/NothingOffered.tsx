/** Stands where packages would be offered when the catalogue has none. */
import { InboxOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { EmptyState } from './EmptyState';

export function NothingOffered() {
  const { t } = useTranslation();
  return <EmptyState compact icon={<InboxOutlined />} title={t('components.pull.none')} />;
}
