/** Copies a text and says so. */
import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const SHOWN_MILLISECONDS = 1600;

interface Props {
  text: string;
  label?: string;
}

export function CopyButton({ text, label }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = window.setTimeout(() => setCopied(false), SHOWN_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      message.warning(t('components.copyFailed'));
    }
  };
  return (
    <Button
      type={label ? 'default' : 'text'}
      size={label ? 'middle' : 'small'}
      icon={copied ? <CheckOutlined /> : <CopyOutlined />}
      aria-label={label ? undefined : copied ? t('common.copied') : t('common.copy')}
      onClick={() => void copy()}
    >
      {label && (copied ? t('common.copied') : label)}
    </Button>
  );
}
