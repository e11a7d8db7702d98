/** Sign-in: name and password; a countdown after too many tries. */
import { UserOutlined } from '@ant-design/icons';
import { Alert, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schema } from '@/api/call';
import { ApiError } from '@/api/errors';
import { useSession, useSignIn } from '@/api/session';
import { ErrorNote } from '@/components/ErrorState';
import { useTitle } from '@/components/useTitle';
import styles from './auth.module.css';
import { AuthLayout } from './AuthLayout';
import { PasswordField } from '@/components/PasswordField';
import { useCountdown } from './useCountdown';

const DEMO = { username: 'admin', password: 'admin123' };

function waitSeconds(error: unknown): number {
  if (!(error instanceof ApiError) || error.status !== 429) return 0;
  return Math.ceil(Number(error.params.seconds) || 1);
}

export function LoginPage() {
  const { t } = useTranslation();
  const [form] = Form.useForm<Schema<'LoginIn'>>();
  const session = useSession();
  const signIn = useSignIn();
  const [wait, startWait] = useCountdown();
  useTitle(t('auth.signIn'));
  const submit = (values: Schema<'LoginIn'>) =>
    signIn.mutate(values, {
      onError: (error) => {
        const seconds = waitSeconds(error);
        if (seconds > 0) startWait(seconds);
      },
    });
  return (
    <AuthLayout>
      <h1>{t('auth.signInTitle')}</h1>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} disabled={signIn.isPending}>
        <Form.Item
          name="username"
          label={t('auth.username')}
          rules={[{ required: true, message: t('auth.usernameRequired') }]}
        >
          <Input size="large" prefix={<UserOutlined className="muted" />} autoComplete="username" autoFocus />
        </Form.Item>
        <PasswordField
          name="password"
          label={t('auth.password')}
          autoComplete="current-password"
          rules={[{ required: true, message: t('auth.passwordRequired') }]}
        />
        <div style={{ display: 'grid', gap: 16 }} aria-live="polite">
          {wait > 0 ? (
            <Alert type="warning" showIcon title={t('auth.wait', { seconds: wait })} />
          ) : (
            waitSeconds(signIn.error) === 0 && <ErrorNote error={signIn.error} />
          )}
          <Button type="primary" size="large" htmlType="submit" block loading={signIn.isPending} disabled={wait > 0}>
            {wait > 0 ? t('auth.waitButton', { seconds: wait }) : t('auth.signIn')}
          </Button>
        </div>
      </Form>
      {session?.demo && (
        <div className={styles.demo}>
          <span>
            {t('auth.demoHint')} <code className="mono">admin / admin123</code>
          </span>
          <Button size="small" onClick={() => form.setFieldsValue(DEMO)}>
            {t('auth.demoFill')}
          </Button>
        </div>
      )}
    </AuthLayout>
  );
}
