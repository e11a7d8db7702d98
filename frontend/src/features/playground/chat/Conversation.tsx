/** The questions and answers of one model, following the newest unless one has scrolled up. Knows no server. */
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AnswerView } from './AnswerView';
import styles from './chat.module.css';
import type { Part } from '@/components/difference';
import { QuestionView } from './QuestionView';
import { isBusy, type Talk } from './talk';

const NEAR_THE_END_PIXELS = 48;

interface Props {
  talk: Talk;
  label: string;
  empty: ReactNode;
  /** Of each answer, its words marked against another's. */
  marks?: readonly (readonly Part[] | null)[];
  /** Asks the exchange anew, with the same question or a changed one. */
  onAsk: (question: string, at: number) => void;
  onDone: () => void;
  /** While another answer is written, nothing here is asked anew. */
  locked: boolean;
}

/** Scrolls with the answer as long as its end is in view. */
function useFollowed(talk: Talk) {
  const log = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const count = talk.exchanges.length;
  useLayoutEffect(() => {
    follows.current = true;
  }, [count]);
  useLayoutEffect(() => {
    if (log.current && follows.current) log.current.scrollTop = log.current.scrollHeight;
  }, [talk]);
  const onScroll = () => {
    const box = log.current;
    if (box) follows.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_THE_END_PIXELS;
  };
  return { log, onScroll };
}

export function Conversation({ talk, label, empty, marks, onAsk, onDone, locked }: Props) {
  const { t } = useTranslation();
  const { log, onScroll } = useFollowed(talk);
  const last = talk.exchanges.length - 1;
  return (
    <div
      ref={log}
      className={styles.log}
      role="log"
      aria-live="polite"
      aria-busy={isBusy(talk)} // an answer is read out when it is whole, not token by token
      aria-label={t('playground.chat.log', { name: label })}
      tabIndex={0}
      onScroll={onScroll}
    >
      {talk.exchanges.length === 0 && empty}
      {talk.exchanges.map(({ question, answer }, index) => (
        <div key={index} className={styles.exchange}>
          <QuestionView
            question={question}
            onEdited={locked ? undefined : (changed) => onAsk(changed, index)}
            onDone={onDone}
          />
          <AnswerView
            answer={answer}
            parts={marks?.[index] ?? null}
            onAgain={locked || index !== last ? undefined : () => onAsk(question, index)}
          />
        </div>
      ))}
    </div>
  );
}
