/** One question: shown, or being changed to be asked anew. */
import { EditOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './chat.module.css';
import { isSend } from './keys';

interface Props {
  question: string;
  /** Left out while an answer is being written. */
  onEdited?: (question: string) => void;
  /** Where the focus goes when a change is given up. */
  onDone: () => void;
}

export function QuestionView({ question, onEdited, onDone }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  const close = () => {
    setDraft(null);
    onDone();
  };
  const send = () => {
    if (!draft?.trim()) return;
    onEdited?.(draft.trim());
    close();
  };
  if (draft !== null && onEdited) {
    return (
      <div className={styles.editing}>
        <Input.TextArea
          value={draft}
          autoFocus
          autoSize={{ minRows: 1, maxRows: 10 }}
          aria-label={t('playground.chat.edit')}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') close();
            if (!isSend(event)) return;
            event.preventDefault();
            send();
          }}
        />
        <div className={styles.editButtons}>
          <Button size="small" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button size="small" type="primary" disabled={!draft.trim()} onClick={send}>
            {t('playground.chat.send')}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className={styles.asked}>
      {onEdited && (
        <Button
          type="text"
          size="small"
          icon={<EditOutlined />}
          aria-label={t('playground.chat.edit')}
          title={t('playground.chat.edit')}
          onClick={() => setDraft(question)}
        />
      )}
      <div className={styles.question}>
        <span className="visually-hidden">{t('playground.chat.question')}</span>
        {question}
      </div>
    </div>
  );
}
