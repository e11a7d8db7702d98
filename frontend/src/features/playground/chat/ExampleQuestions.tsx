/** What an empty conversation shows: a sentence, and questions of the data that the model learned from. */
import { MessageOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import type { Model } from '@/api/models';
import { EmptyState } from '@/components/EmptyState';
import { useExampleRows } from '../queries';
import page from '../playground.module.css';

export function ExampleQuestions({ model, onPick }: { model: Model; onPick: (question: string) => void }) {
  const { t } = useTranslation();
  const rows = useExampleRows(model);
  const questions = rows.flatMap(
    ({ conversation }) => conversation?.turns.find(({ role }) => role === 'user')?.content ?? [],
  );
  return (
    <>
      <EmptyState
        compact
        icon={<MessageOutlined />}
        title={t('playground.chat.empty')}
        text={t(model.has_chat_template ? 'playground.chat.emptyHint' : 'playground.chat.noTemplate')}
      />
      {questions.length > 0 && (
        <div className={page.examples}>
          <span className="muted">{t('playground.chat.examples')}</span>
          {questions.map((question) => (
            <button
              key={question}
              type="button"
              className={page.example}
              title={question}
              onClick={() => onPick(question)}
            >
              {question}
            </button>
          ))}
        </div>
      )}
    </>
  );
}
