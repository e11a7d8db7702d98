/** First run: makes the owner with the one-time link, or says where the link is. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router-dom';
import { useSession } from '@/api/session';
import { useTitle } from '@/components/useTitle';
import styles from './auth.module.css';
import { AuthLayout } from './AuthLayout';
import { NoToken } from './NoToken';
import { SetupForm } from './SetupForm';

function Done() {
  const { t } = useTranslation();
  return (
    <>
      <h1>{t('auth.setup.done')}</h1>
      <Button type="primary" size="large" block href="/login">
        {t('auth.signIn')}
      </Button>
    </>
  );
}

export function SetupPage() {
  const { t } = useTranslation();
  const { hash } = useLocation();
  const session = useSession();
  const token = new URLSearchParams(hash.slice(1)).get('token') ?? '';
  useTitle(t('auth.setup.title'));
  if (session && !session.setup_required)
    return (
      <AuthLayout>
        <Done />
      </AuthLayout>
    );
  if (!token)
    return (
      <AuthLayout>
        <NoToken />
      </AuthLayout>
    );
  return (
    <AuthLayout>
      <h1>{t('auth.setup.title')}</h1>
      <p className={styles.lead}>{t('auth.setup.lead')}</p>
      <SetupForm token={token} />
    </AuthLayout>
  );
}
