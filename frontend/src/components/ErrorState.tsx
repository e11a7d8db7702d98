/** An error in words, with its request id and a way on; for whole views (ErrorState) and forms (ErrorNote). */
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@/api/errors';
import { CopyButton } from './CopyButton';
import { useErrorText } from './useErrorText';

function RequestId({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (!(error instanceof ApiError) || !error.requestId) return null;
  return (
    <span className="muted" style={{ display: 'flex', alignItems: 'center', gap: 6, marginTop: 6 }}>
      {t('components.error.requestId')} <code className="mono">{error.requestId}</code>
      <CopyButton text={error.requestId} />
    </span>
  );
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const { sentence, hint } = useErrorText()(error);
  return (
    <Alert
      type="error"
      showIcon
      title={sentence}
      description={
        <>
          {hint}
          <RequestId error={error} />
        </>
      }
      action={onRetry && <Button onClick={onRetry}>{t('common.retry')}</Button>}
    />
  );
}

/** Beside a form: nothing while there is no error. */
export function ErrorNote({ error }: { error: unknown }) {
  const describe = useErrorText();
  if (!error) return null;
  const { sentence, hint } = describe(error);
  return <Alert type="error" showIcon title={sentence} description={hint || undefined} />;
}
