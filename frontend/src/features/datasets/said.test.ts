import { expect, test } from 'vitest';
import { firstQuestion, lastAnswer, prettyJson } from './said';

const turn = (role: 'system' | 'user' | 'assistant' | 'tool', content: string) => ({ role, content, tool_calls: [] });

test('the first question and the last answer stand for a conversation', () => {
  const turns = [
    turn('system', 's'),
    turn('user', 'q1'),
    turn('assistant', 'a1'),
    turn('user', 'q2'),
    turn('assistant', 'a2'),
  ];
  expect([firstQuestion({ turns }), lastAnswer({ turns })]).toEqual(['q1', 'a2']);
});

test('a call without words is told by the function it calls', () => {
  const call = { role: 'assistant', content: '', tool_calls: [{ name: 'weather', arguments: '{}' }] } as const;
  expect(lastAnswer({ turns: [turn('user', 'q'), { ...call, tool_calls: [...call.tool_calls] }] })).toBe('weather()');
});

test('what is no JSON stays as it is', () => {
  expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(prettyJson('{a')).toBe('{a');
});
