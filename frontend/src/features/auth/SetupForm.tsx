/** The form that makes the owner. */
import { UserOutlined } from '@ant-design/icons';
import { Button, Form, Input, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSetup, type Language } from '@/api/session';
import { ErrorNote } from '@/components/ErrorState';
import { PasswordField } from '@/components/PasswordField';
import { SHORTEST_PASSWORD } from '@/components/strength';
import { StrengthMeter } from '@/components/StrengthMeter';
import { switchLanguage } from '@/locales/i18n';

interface Values {
  username: string;
  password: string;
  again: string;
}

export function SetupForm({ token }: { token: string }) {
  const { t, i18n } = useTranslation();
  const [form] = Form.useForm<Values>();
  const password = Form.useWatch('password', form) ?? '';
  const setup = useSetup();
  const language: Language = i18n.language === 'zh' ? 'zh' : 'en';
  const same = ({ getFieldValue }: { getFieldValue: (name: string) => unknown }) => ({
    validator: (_: unknown, value: string) =>
      value === getFieldValue('password') ? Promise.resolve() : Promise.reject(new Error(t('auth.setup.mismatch'))),
  });
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      disabled={setup.isPending}
      onFinish={(values) =>
        setup.mutate({ token, username: values.username.trim(), password: values.password, language })
      }
    >
      <Form.Item label={t('auth.setup.language')}>
        <Segmented<Language>
          block
          value={language}
          options={[
            { value: 'zh', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
          onChange={(next) => void switchLanguage(next, true)}
        />
      </Form.Item>
      <Form.Item
        name="username"
        label={t('auth.username')}
        rules={[{ required: true, whitespace: true, message: t('auth.usernameRequired') }]}
      >
        <Input
          size="large"
          maxLength={64}
          prefix={<UserOutlined className="muted" />}
          autoComplete="username"
          autoFocus
        />
      </Form.Item>
      <PasswordField
        name="password"
        label={t('auth.password')}
        autoComplete="new-password"
        rules={[
          { required: true, message: t('auth.passwordRequired') },
          { min: SHORTEST_PASSWORD, message: t('auth.setup.passwordShort') },
        ]}
      />
      <StrengthMeter password={password} />
      <PasswordField
        name="again"
        label={t('auth.setup.passwordAgain')}
        autoComplete="new-password"
        dependencies={['password']}
        rules={[same]}
      />
      <div style={{ display: 'grid', gap: 16 }} aria-live="polite">
        <ErrorNote error={setup.error} />
        <Button type="primary" size="large" htmlType="submit" block loading={setup.isPending}>
          {t('auth.setup.create')}
        </Button>
      </div>
    </Form>
  );
}
