/** A password with show and hide, and a hint while Caps Lock is on. */
import { LockOutlined, WarningFilled } from '@ant-design/icons';
import { Form, Input } from 'antd';
import type { Rule } from 'antd/es/form';
import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './password.module.css';

interface Props {
  name: string;
  label: string;
  autoComplete: string;
  rules: Rule[];
  dependencies?: string[];
}

export function PasswordField({ name, label, autoComplete, rules, dependencies }: Props) {
  const { t } = useTranslation();
  const [caps, setCaps] = useState(false);
  const look = (event: KeyboardEvent) => setCaps(event.getModifierState('CapsLock'));
  return (
    <>
      <Form.Item name={name} label={label} rules={rules} dependencies={dependencies}>
        <Input.Password
          size="large"
          prefix={<LockOutlined className="muted" />}
          autoComplete={autoComplete}
          onKeyDown={look}
          onKeyUp={look}
          onBlur={() => setCaps(false)}
        />
      </Form.Item>
      {caps && (
        <p className={styles.caps} role="status">
          <WarningFilled /> {t('auth.capsLock')}
        </p>
      )}
    </>
  );
}
