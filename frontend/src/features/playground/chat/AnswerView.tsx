/** One answer: what was written so far, its figures, its error, what can be done with it. */
import { LoadingOutlined, RedoOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Figures } from '@/api/generate';
import { textOf, type ErrorBody } from '@/api/errors';
import { CopyButton } from '@/components/CopyButton';
import { formatCount } from '@/components/format';
import styles from './chat.module.css';
import type { Part } from '@/components/difference';
import { Marked, Prose } from './Prose';
import { tokensPerSecond, type Answer } from './talk';

function Numbers({ figures }: { figures: Figures }) {
  const { t } = useTranslation();
  const speed = tokensPerSecond(figures);
  return (
    <span className={styles.figures}>
      <span>{t('playground.chat.tokens', { count: figures.answer_tokens })}</span>
      {speed !== null && <span>{t('playground.chat.speed', { speed: speed.toFixed(1) })}</span>}
      <span>{t('playground.chat.firstToken', { seconds: figures.first_token_seconds.toFixed(2) })}</span>
      <span>{t('playground.chat.prompt', { tokens: formatCount(figures.prompt_tokens) })}</span>
      {figures.finish_reason === 'length' && <span className={styles.cut}>{t('playground.chat.cut')}</span>}
    </span>
  );
}

function Failed({ error, onRetry }: { error: ErrorBody; onRetry?: () => void }) {
  const { t, i18n } = useTranslation();
  const { sentence, hint } = textOf(error.code, error.params, error.message, i18n.language);
  return (
    <Alert
      type="error"
      showIcon
      title={sentence}
      description={hint || undefined}
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            {t('common.retry')}
          </Button>
        )
      }
    />
  );
}

interface Props {
  answer: Answer;
  /** Words marked against another model's answer. */
  parts: readonly Part[] | null;
  /** Left out where it is not the last answer, or one is being written. */
  onAgain?: () => void;
}

export function AnswerView({ answer, parts, onAgain }: Props) {
  const { t } = useTranslation();
  const busy = answer.state === 'waiting' || answer.state === 'writing';
  return (
    <div className={styles.answer}>
      <span className="visually-hidden">{t('playground.chat.answer')}</span>
      {answer.state === 'waiting' && (
        <span className="muted">
          <LoadingOutlined /> {t('playground.chat.waiting')}
        </span>
      )}
      {answer.text && (parts ? <Marked parts={parts} /> : <Prose text={answer.text} />)}
      {answer.error && answer.state === 'failed' && <Failed error={answer.error} onRetry={onAgain} />}
      {!busy && (
        <div className={styles.under}>
          {answer.state === 'stopped' && <span className="muted">{t('playground.chat.stopped')}</span>}
          {answer.figures && <Numbers figures={answer.figures} />}
          <span className={styles.tools}>
            {answer.text && <CopyButton text={answer.text} />}
            {onAgain && answer.state !== 'failed' && (
              <Button
                type="text"
                size="small"
                icon={<RedoOutlined />}
                aria-label={t('playground.chat.regenerate')}
                title={t('playground.chat.regenerate')}
                onClick={onAgain}
              />
            )}
          </span>
        </div>
      )}
    </div>
  );
}
