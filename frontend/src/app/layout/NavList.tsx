/** The list of pages, in the sidebar and in the drawer. Knows no layout. */
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router-dom';
import { NAVIGATION } from './navigation';
import styles from './layout.module.css';

interface Props {
  folded?: boolean;
  onGo?: () => void;
}

export function NavList({ folded = false, onGo }: Props) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('shell.nav.label')}>
      <ul className={styles.navList}>
        {NAVIGATION.map(({ key, to, icon }) => (
          <li key={key}>
            <Tooltip title={folded ? t(`shell.nav.${key}`) : ''} placement="right">
              <NavLink
                to={to}
                end={to === '/'}
                onClick={onGo}
                className={({ isActive }) => `${styles.navLink} ${isActive ? styles.navActive : ''}`}
              >
                <span className={styles.navIcon} aria-hidden>
                  {icon}
                </span>
                <span className={folded ? 'visually-hidden' : undefined}>{t(`shell.nav.${key}`)}</span>
              </NavLink>
            </Tooltip>
          </li>
        ))}
      </ul>
    </nav>
  );
}
