/** Title and tabs around every settings page. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router-dom';
import { PageHeader } from '@/components/PageHeader';
import { PageTabs } from '@/components/PageTabs';

type Tab = 'tokens' | 'password' | 'appearance';

export function SettingsFrame({ tab, children }: { tab: Tab; children: ReactNode }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const item = (key: Tab) => ({ key, label: t(`settings.tabs.${key}`), content: key === tab ? children : null });
  return (
    <>
      <PageHeader title={t('settings.title')} />
      <PageTabs
        label={t('settings.title')}
        active={tab}
        onChange={(key) => void navigate(`/settings/${key}`)}
        tabs={[item('tokens'), item('password'), item('appearance')]}
      />
    </>
  );
}
