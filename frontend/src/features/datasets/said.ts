/** What stands for a conversation in a line: its first question, its last answer. Knows no component. */
import type { Conversation, Turn } from '@/api/datasets';

export function firstQuestion({ turns }: Conversation): string {
  return turns.find(({ role }) => role === 'user')?.content ?? '';
}

/** The text, or the names of the functions that are called instead. */
export function contentOf({ content, tool_calls = [] }: Turn): string {
  return content || tool_calls.map(({ name }) => `${name}()`).join(', ');
}

export function lastAnswer({ turns }: Conversation): string {
  const answer = turns.findLast(({ role }) => role === 'assistant');
  return answer ? contentOf(answer) : '';
}

/** JSON with its structure made visible; other text as it is. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text; // a model learns what stands there, JSON or not
  }
}
