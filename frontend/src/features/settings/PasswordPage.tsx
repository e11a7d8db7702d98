/** A new password, with the present one as proof. */
import { App, Button, Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { useChangePassword } from '@/api/session';
import { ErrorNote } from '@/components/ErrorState';
import { Panel } from '@/components/Panel';
import { PasswordField } from '@/components/PasswordField';
import { SHORTEST_PASSWORD } from '@/components/strength';
import { StrengthMeter } from '@/components/StrengthMeter';
import styles from './settings.module.css';
import { SettingsFrame } from './SettingsFrame';

interface Values {
  old: string;
  password: string;
  again: string;
}

export function PasswordPage() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const password = Form.useWatch('password', form) ?? '';
  const change = useChangePassword();
  const same = ({ getFieldValue }: { getFieldValue: (name: string) => unknown }) => ({
    validator: (_: unknown, value: string) =>
      value === getFieldValue('password') ? Promise.resolve() : Promise.reject(new Error(t('auth.setup.mismatch'))),
  });
  const save = (values: Values) =>
    change.mutate(
      { old_password: values.old, new_password: values.password },
      {
        onSuccess: () => {
          form.resetFields();
          message.success(t('settings.password.changed'));
        },
      },
    );
  return (
    <SettingsFrame tab="password">
      <div className={styles.stack}>
        <p className="muted">{t('settings.password.lead')}</p>
        <Panel>
          <Form
            form={form}
            layout="vertical"
            requiredMark={false}
            disabled={change.isPending}
            onFinish={save}
            className={styles.narrow}
          >
            <PasswordField
              name="old"
              label={t('settings.password.old')}
              autoComplete="current-password"
              rules={[{ required: true, message: t('settings.password.oldRequired') }]}
            />
            <PasswordField
              name="password"
              label={t('settings.password.new')}
              autoComplete="new-password"
              rules={[
                { required: true, message: t('settings.password.newRequired') },
                { min: SHORTEST_PASSWORD, message: t('auth.setup.passwordShort') },
              ]}
            />
            <StrengthMeter password={password} />
            <PasswordField
              name="again"
              label={t('settings.password.again')}
              autoComplete="new-password"
              dependencies={['password']}
              rules={[same]}
            />
            <div className={styles.stack} aria-live="polite">
              <ErrorNote error={change.error} />
              <div>
                <Button type="primary" htmlType="submit" loading={change.isPending}>
                  {t('settings.password.change')}
                </Button>
              </div>
            </div>
          </Form>
        </Panel>
      </div>
    </SettingsFrame>
  );
}
