/** Small pieces that show one fact of a dataset. */
import { CheckCircleFilled, WarningFilled } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import type { Conversation, Dataset, Row } from '@/api/datasets';
import { Badge } from '@/components/Badge';
import conversations from './conversation.module.css';
import styles from './datasets.module.css';
import { firstQuestion, lastAnswer } from './said';

const SHOWN_LABELS = 3;

export function LabelChips({ labels }: { labels: Dataset['labels'] }) {
  const { t } = useTranslation();
  const names = Object.keys(labels);
  if (names.length === 0) return <span className="muted">{t('datasets.list.noLabels')}</span>;
  return (
    <span className={styles.chips}>
      {names.slice(0, SHOWN_LABELS).map((name) => (
        <span key={name} className={styles.chip} title={name}>
          {name}
        </span>
      ))}
      {names.length > SHOWN_LABELS && (
        <span className="muted">{t('datasets.list.moreLabels', { count: names.length - SHOWN_LABELS })}</span>
      )}
    </span>
  );
}

/** The label of a row, or its several; an empty list says so. */
export function RowLabels({ row }: { row: Pick<Row, 'label' | 'labels'> }) {
  const { t } = useTranslation();
  const names = row.labels ?? (row.label === null ? null : [row.label]);
  if (names === null) return null;
  if (names.length === 0) return <span className="muted">{t('datasets.list.noLabels')}</span>;
  return (
    <span className={styles.chips}>
      {names.map((name) => (
        <span key={name} className={styles.chip} title={name}>
          {name}
        </span>
      ))}
    </span>
  );
}

/** A conversation in little: what is asked first, what is answered last. */
export function ConversationPair({ conversation }: { conversation: Conversation }) {
  const [question, answer] = [firstQuestion(conversation), lastAnswer(conversation)];
  return (
    <span className={conversations.pair}>
      <span title={question}>{question}</span>
      <span title={answer}>{answer}</span>
    </span>
  );
}

export function RowHealth({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  if (dataset.rejected_rows === 0) {
    return (
      <span className={styles.fine}>
        <CheckCircleFilled /> {t('datasets.list.allValid')}
      </span>
    );
  }
  return (
    <span className={styles.caution}>
      <WarningFilled /> {t('datasets.list.someRejected', { count: dataset.rejected_rows })}
    </span>
  );
}

export function SourceBadge({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  return (
    <span className={styles.badges}>
      <Badge text={dataset.format.toUpperCase()} />
      {dataset.source === 'sample' && <Badge text={t('datasets.sample.badge')} tone="info" />}
    </span>
  );
}
