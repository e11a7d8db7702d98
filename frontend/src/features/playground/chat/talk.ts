/** A conversation with one model: what was asked, what it said, how it ended. Knows no component and no server. */
import type { Figures, Turn } from '@/api/generate';
import type { ErrorBody } from '@/api/errors';

export type AnswerState = 'waiting' | 'writing' | 'done' | 'stopped' | 'failed';

export interface Answer {
  text: string;
  state: AnswerState;
  figures: Figures | null;
  error: ErrorBody | null;
}

export interface Exchange {
  question: string;
  answer: Answer;
}

export interface Talk {
  system: string;
  exchanges: readonly Exchange[];
}

export type Change =
  /** `at` is the exchange that is asked anew; it and all later ones go. Left out, it is the next one. */
  | { type: 'asked'; question: string; at?: number }
  | { type: 'piece'; text: string }
  | { type: 'answered'; figures: Figures }
  | { type: 'stopped' }
  | { type: 'failed'; error: ErrorBody }
  | { type: 'system'; text: string }
  | { type: 'cleared' };

export const NO_TALK: Talk = { system: '', exchanges: [] };
const WAITING: Answer = { text: '', state: 'waiting', figures: null, error: null };

export function isBusy(talk: Talk): boolean {
  const state = talk.exchanges.at(-1)?.answer.state;
  return state === 'waiting' || state === 'writing';
}

/** An answer whose writer is gone, because the page was left, is a stopped one. */
export function settled(talk: Talk): Talk {
  return isBusy(talk) ? changed(talk, { type: 'stopped' }) : talk;
}

function withAnswer(talk: Talk, next: (answer: Answer) => Answer): Talk {
  const last = talk.exchanges.at(-1);
  if (!last) return talk;
  return { ...talk, exchanges: [...talk.exchanges.slice(0, -1), { ...last, answer: next(last.answer) }] };
}

export function changed(talk: Talk, change: Change): Talk {
  switch (change.type) {
    case 'asked': {
      const before = talk.exchanges.slice(0, change.at);
      return { ...talk, exchanges: [...before, { question: change.question, answer: WAITING }] };
    }
    case 'piece':
      return withAnswer(talk, (answer) => ({ ...answer, state: 'writing', text: answer.text + change.text }));
    case 'answered':
      return withAnswer(talk, (answer) => ({ ...answer, state: 'done', figures: change.figures }));
    case 'stopped':
      return withAnswer(talk, (answer) => ({ ...answer, state: 'stopped' }));
    case 'failed':
      return withAnswer(talk, (answer) => ({ ...answer, state: 'failed', error: change.error }));
    case 'system':
      return { ...talk, system: change.text };
    case 'cleared':
      return { ...NO_TALK, system: talk.system };
  }
}

/** What the model is given to answer the last question. Exchanges without an answer are left out: roles must alternate. */
export function turnsOf(talk: Talk): Turn[] {
  const turns: Turn[] = [];
  const say = (role: Turn['role'], content: string) => turns.push({ role, content, tool_calls: [] });
  if (talk.system.trim()) say('system', talk.system);
  talk.exchanges.forEach(({ question, answer }, index) => {
    const last = index === talk.exchanges.length - 1;
    if (!last && !answer.text) return;
    say('user', question);
    if (!last) say('assistant', answer.text);
  });
  return turns;
}

/** Tokens a second once the first was there; null where there was no second one. */
export function tokensPerSecond({ answer_tokens, seconds, first_token_seconds }: Figures): number | null {
  const writing = seconds - first_token_seconds;
  return answer_tokens > 1 && writing > 0 ? (answer_tokens - 1) / writing : null;
}

/** In the shape that training reads, so that a good conversation can become a row. */
export function messagesOf(talk: Talk): { role: string; content: string }[] {
  const messages = turnsOf(talk).map(({ role, content }) => ({ role, content }));
  const last = talk.exchanges.at(-1)?.answer.text;
  return last ? [...messages, { role: 'assistant', content: last }] : messages;
}
