import { expect, test } from 'vitest';
import {
  changed,
  isBusy,
  messagesOf,
  NO_TALK,
  settled,
  tokensPerSecond,
  turnsOf,
  type Change,
  type Talk,
} from './talk';

const figures = {
  finish_reason: 'stop',
  prompt_tokens: 9,
  answer_tokens: 21,
  first_token_seconds: 0.5,
  seconds: 2.5,
} as const;
const error = { code: 'prompt_too_long', params: {}, message: '', request_id: null };

function after(...changes: Change[]): Talk {
  return changes.reduce(changed, NO_TALK);
}

const oneAnswered: Change[] = [
  { type: 'asked', question: 'a?' },
  { type: 'piece', text: 'A' },
  { type: 'piece', text: '!' },
  { type: 'answered', figures },
];

test('pieces become one answer, and it is busy from the question to the end', () => {
  expect(isBusy(after({ type: 'asked', question: 'a?' }))).toBe(true);
  const talk = after(...oneAnswered);
  expect(isBusy(talk)).toBe(false);
  expect(talk.exchanges[0]?.answer).toEqual({ text: 'A!', state: 'done', figures, error: null });
});

test('asking an earlier question anew drops it and all that came later', () => {
  const talk = after(...oneAnswered, { type: 'asked', question: 'b?' }, { type: 'asked', question: 'c?', at: 0 });
  expect(talk.exchanges.map(({ question }) => question)).toEqual(['c?']);
  expect(isBusy(talk)).toBe(true);
});

test('the model is given the system prompt, what was answered, and the question', () => {
  const talk = after({ type: 'system', text: 'Be brief.' }, ...oneAnswered, { type: 'asked', question: 'b?' });
  expect(turnsOf(talk).map(({ role, content }) => [role, content])).toEqual([
    ['system', 'Be brief.'],
    ['user', 'a?'],
    ['assistant', 'A!'],
    ['user', 'b?'],
  ]);
});

test('a question that was never answered is not told to the model', () => {
  const talk = after({ type: 'asked', question: 'a?' }, { type: 'failed', error }, { type: 'asked', question: 'b?' });
  expect(turnsOf(talk).map(({ content }) => content)).toEqual(['b?']);
});

test('an answer whose page was left is stopped, and keeps what was written', () => {
  const talk = settled(after({ type: 'asked', question: 'a?' }, { type: 'piece', text: 'A' }));
  expect(talk.exchanges[0]?.answer).toMatchObject({ text: 'A', state: 'stopped' });
  expect(settled(after(...oneAnswered)).exchanges[0]?.answer.state).toBe('done');
});

test('clearing keeps the system prompt', () => {
  expect(after({ type: 'system', text: 's' }, ...oneAnswered, { type: 'cleared' })).toEqual({
    system: 's',
    exchanges: [],
  });
});

test('the speed is of the tokens after the first', () => {
  expect(tokensPerSecond(figures)).toBe(10);
  expect(tokensPerSecond({ ...figures, answer_tokens: 1 })).toBeNull();
});

test('an exported conversation ends with the last answer', () => {
  expect(messagesOf(after(...oneAnswered))).toEqual([
    { role: 'user', content: 'a?' },
    { role: 'assistant', content: 'A!' },
  ]);
});
