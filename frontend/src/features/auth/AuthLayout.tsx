/** The frame of the pages before sign-in: who we are beside the card, language and theme in the corner. */
import { DatabaseOutlined, SafetyCertificateOutlined, ThunderboltOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '@/components/LanguageSwitch';
import { Logo } from '@/components/Logo';
import { ThemeSwitch } from '@/components/ThemeSwitch';
import styles from './auth.module.css';

const POINTS = [
  { key: 'data', icon: <DatabaseOutlined /> },
  { key: 'train', icon: <ThunderboltOutlined /> },
  { key: 'safe', icon: <SafetyCertificateOutlined /> },
] as const;

export function AuthLayout({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <Logo />
        <span className={styles.corner}>
          <LanguageSwitch />
          <ThemeSwitch />
        </span>
      </header>
      <main className={styles.main}>
        <section className={styles.pitch}>
          <p className={styles.tagline}>{t('shell.tagline')}</p>
          <ul className={styles.points}>
            {POINTS.map(({ key, icon }) => (
              <li key={key}>
                <span className={styles.pointIcon} aria-hidden>
                  {icon}
                </span>
                <div>
                  <p className={styles.pointTitle}>{t(`auth.points.${key}.title`)}</p>
                  <p className="muted">{t(`auth.points.${key}.text`)}</p>
                </div>
              </li>
            ))}
          </ul>
        </section>
        <div className={styles.card}>{children}</div>
      </main>
    </div>
  );
}
