/** Title and tabs around every settings page. */
import { Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router-dom';
import { PageHeader } from '@/components/PageHeader';

type Tab = 'tokens' | 'appearance';

export function SettingsFrame({ tab, children }: { tab: Tab; children: ReactNode }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const item = (key: Tab) => ({ key, label: t(`settings.tabs.${key}`), children: key === tab ? children : null });
  return (
    <>
      <PageHeader title={t('settings.title')} />
      <Tabs
        activeKey={tab}
        onChange={(key) => void navigate(`/settings/${key}`)}
        items={[item('tokens'), item('appearance')]}
      />
    </>
  );
}
