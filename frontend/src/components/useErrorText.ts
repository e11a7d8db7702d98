/** Error -> sentence and hint in the shown language, and as a toast. */
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { describe, type ErrorText } from '@/api/errors';

export function useErrorText(): (error: unknown) => ErrorText {
  const { i18n } = useTranslation();
  return (error) => describe(error, i18n.language);
}

/** For `onError` of a mutation that has no form beside it. */
export function useErrorToast(): (error: unknown) => void {
  const { message } = App.useApp();
  const text = useErrorText();
  return (error) => {
    const { sentence, hint } = text(error);
    message.error(`${sentence} ${hint}`.trim());
  };
}
