/** Light, dark or as the system. */
import { DesktopOutlined, MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { useAppearance, type ThemeMode } from '@/theme/appearance';

const ICONS: Record<ThemeMode, React.ReactNode> = {
  light: <SunOutlined />,
  dark: <MoonOutlined />,
  system: <DesktopOutlined />,
};
const MODES: readonly ThemeMode[] = ['light', 'dark', 'system'];

export function ThemeSwitch() {
  const { t } = useTranslation();
  const { mode, set } = useAppearance();
  return (
    <Dropdown
      autoFocus
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [mode],
        items: MODES.map((key) => ({ key, icon: ICONS[key], label: t(`shell.theme.${key}`) })),
        onClick: ({ key }) => set({ mode: key as ThemeMode }),
      }}
    >
      <Button type="text" icon={ICONS[mode]} aria-label={t('shell.theme.label')} />
    </Dropdown>
  );
}
