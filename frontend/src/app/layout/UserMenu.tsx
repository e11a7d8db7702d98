/** The account menu: tokens, appearance, API documentation, sign out. */
import { ApiOutlined, BgColorsOutlined, KeyOutlined, LogoutOutlined } from '@ant-design/icons';
import { Avatar, Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { useSession, useSignOut } from '@/api/session';
import { followKey } from '@/components/followKey';

export function UserMenu() {
  const { t } = useTranslation();
  const user = useSession()?.user;
  const signOut = useSignOut();
  if (!user) return null;
  const items = [
    { key: 'tokens', icon: <KeyOutlined />, label: <Link to="/settings/tokens">{t('shell.user.tokens')}</Link> },
    {
      key: 'appearance',
      icon: <BgColorsOutlined />,
      label: <Link to="/settings/appearance">{t('shell.user.appearance')}</Link>,
    },
    { key: 'docs', icon: <ApiOutlined />, label: <a href="/docs">{t('shell.user.docs')}</a> },
    { type: 'divider' as const },
    { key: 'out', icon: <LogoutOutlined />, label: t('auth.signOut'), onClick: () => signOut.mutate() },
  ];
  return (
    <Dropdown trigger={['click']} autoFocus placement="bottomRight" menu={{ items, onClick: followKey }}>
      <Button type="text" shape="circle" aria-label={`${t('shell.user.menu')}: ${user.username}`}>
        <Avatar
          size={28}
          style={{ background: 'var(--et-primary-soft)', color: 'var(--et-link)', fontWeight: 600, fontSize: 13 }}
        >
          {user.username.slice(0, 1).toUpperCase()}
        </Avatar>
      </Button>
    </Dropdown>
  );
}
