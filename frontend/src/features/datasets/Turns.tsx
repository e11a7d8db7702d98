/** The turns of a conversation as bubbles, each with who speaks; calls of functions as code. */
import { useTranslation } from 'react-i18next';
import type { Conversation, Turn } from '@/api/datasets';
import { CodeBlock } from '@/components/CodeBlock';
import styles from './conversation.module.css';
import { prettyJson } from './said';

function Bubble({ turn }: { turn: Turn }) {
  const { t } = useTranslation();
  return (
    <li className={`${styles.turn} ${styles[turn.role]}`}>
      <span className={styles.role}>{t(`datasets.roles.${turn.role}`)}</span>
      {turn.content && (turn.role === 'tool' ? <CodeBlock text={prettyJson(turn.content)} /> : <p>{turn.content}</p>)}
      {turn.tool_calls?.map((call, index) => (
        <CodeBlock key={index} text={`${call.name}(${prettyJson(call.arguments)})`} />
      ))}
    </li>
  );
}

export function Turns({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  return (
    <>
      <ol className={styles.turns}>
        {conversation.turns.map((turn, index) => (
          <Bubble key={index} turn={turn} />
        ))}
      </ol>
      {conversation.tools && (
        <details className={styles.tools}>
          <summary>{t('datasets.detail.functions')}</summary>
          <CodeBlock text={prettyJson(conversation.tools)} />
        </details>
      )}
    </>
  );
}
