/** What /setup shows without the one-time link: where to look for it. */
import { useTranslation } from 'react-i18next';
import { CodeBlock } from '@/components/CodeBlock';
import styles from './auth.module.css';

export function NoToken() {
  const { t } = useTranslation();
  return (
    <>
      <h1>{t('auth.setup.noTokenTitle')}</h1>
      <p className={styles.lead}>{t('auth.setup.noTokenText')}</p>
      <div className={styles.console}>
        <CodeBlock text={`${t('auth.setup.example')}\n${window.location.origin}/setup#token=…`} />
      </div>
      <p className="muted">{t('auth.setup.noTokenAge')}</p>
    </>
  );
}
