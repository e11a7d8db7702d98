/** The frame around every page: sidebar from 992 px on, drawer below, top bar, banner, main. Knows no page from inside. */
import { Drawer, Grid } from 'antd';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, ScrollRestoration } from 'react-router-dom';
import { Logo } from '@/components/Logo';
import { useAppearance } from '@/theme/appearance';
import { DemoBanner } from './DemoBanner';
import styles from './layout.module.css';
import { NavList } from './NavList';
import { SideBar } from './SideBar';
import { TopBar } from './TopBar';

export function Shell() {
  const { t } = useTranslation();
  const wide = Grid.useBreakpoint().lg ?? window.innerWidth >= 992;
  const folded = useAppearance((state) => state.folded);
  const [drawer, setDrawer] = useState(false);
  return (
    <div className={`${styles.shell} ${folded ? styles.folded : ''}`}>
      <a className={styles.skip} href="#main">
        {t('shell.skip')}
      </a>
      {wide && <SideBar />}
      <div className={styles.column}>
        <TopBar wide={wide} onMenu={() => setDrawer(true)} />
        <DemoBanner />
        <main id="main" className={styles.main} tabIndex={-1}>
          <Suspense fallback={null}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <Drawer
        open={drawer && !wide}
        onClose={() => setDrawer(false)}
        placement="left"
        size={264}
        title={<Logo size={26} />}
        styles={{ body: { padding: 12 } }}
      >
        <NavList onGo={() => setDrawer(false)} />
      </Drawer>
      <ScrollRestoration />
    </div>
  );
}
