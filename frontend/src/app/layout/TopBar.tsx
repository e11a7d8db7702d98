/** The bar above every page: menu on phones, live chip, language, theme, account. */
import { MenuOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { Logo } from '@/components/Logo';
import { LanguageSwitch } from '@/components/LanguageSwitch';
import { ThemeSwitch } from '@/components/ThemeSwitch';
import { Shortcuts } from '../shortcuts/Shortcuts';
import { LiveChip } from './LiveChip';
import styles from './layout.module.css';
import { UserMenu } from './UserMenu';

export function TopBar({ wide, onMenu }: { wide: boolean; onMenu: () => void }) {
  const { t } = useTranslation();
  return (
    <header className={styles.top}>
      {!wide && (
        <>
          <Button type="text" icon={<MenuOutlined />} aria-label={t('shell.nav.open')} onClick={onMenu} />
          <Link to="/" className={styles.brandSmall} aria-label="EasyTune">
            <Logo size={24} />
          </Link>
        </>
      )}
      <span className={styles.spring} />
      <LiveChip />
      <Shortcuts wide={wide} />
      <LanguageSwitch />
      <ThemeSwitch />
      <UserMenu />
    </header>
  );
}
