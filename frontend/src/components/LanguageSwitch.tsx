/** 中文 / English; remembered in this browser and, when signed in, in the account. */
import { TranslationOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { useChangeLanguage } from './useChangeLanguage';

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const change = useChangeLanguage();
  const shown = i18n.language === 'zh' ? '中文' : 'EN';
  return (
    <Dropdown
      autoFocus
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [i18n.language],
        items: [
          { key: 'zh', label: '中文' },
          { key: 'en', label: 'English' },
        ],
        onClick: ({ key }) => change(key === 'zh' ? 'zh' : 'en'),
      }}
    >
      <Button type="text" icon={<TranslationOutlined />} aria-label={`${t('shell.language')}: ${shown}`}>
        {shown}
      </Button>
    </Dropdown>
  );
}
