/** The sidebar of wide windows; folds to icons. */
import { MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { Logo } from '@/components/Logo';
import { useSession } from '@/api/session';
import { useAppearance } from '@/theme/appearance';
import styles from './layout.module.css';
import { NavList } from './NavList';

export function SideBar() {
  const { t } = useTranslation();
  const session = useSession();
  const { folded, set } = useAppearance();
  return (
    <aside className={styles.side}>
      <Link to="/" className={styles.brand} aria-label="EasyTune">
        <Logo name={!folded} />
      </Link>
      <NavList folded={folded} />
      <div className={styles.sideFoot}>
        {!folded && <span className="muted mono">v{session?.version}</span>}
        <Button
          type="text"
          size="small"
          icon={folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
          aria-label={folded ? t('shell.nav.unfold') : t('shell.nav.fold')}
          onClick={() => set({ folded: !folded })}
        />
      </div>
    </aside>
  );
}
