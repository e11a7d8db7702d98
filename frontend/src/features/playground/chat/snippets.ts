/** The last question as a program would ask it: with curl, or with OpenAI's Python client. Knows no component. */
import type { FullSampling } from './sampling';
import type { Talk } from './talk';
import { turnsOf } from './talk';

function messages(talk: Talk, example: string): { role: string; content: string }[] {
  const turns = turnsOf(talk).map(({ role, content }) => ({ role, content }));
  return talk.exchanges.length ? turns : [...turns, { role: 'user', content: example }];
}

/** What both protocols take by name; the seed and the stop texts only where they are set. */
function common({ temperature, top_p, max_tokens, seed, stop }: FullSampling) {
  return { temperature, top_p, max_tokens, ...(seed === null ? {} : { seed }), ...(stop.length ? { stop } : {}) };
}

export function curlOf(model: string, talk: Talk, sampling: FullSampling, example: string): string {
  const { repetition_penalty } = sampling;
  const body = {
    model: model,
    messages: messages(talk, example),
    ...common(sampling),
    ...(repetition_penalty === 1 ? {} : { repetition_penalty }),
    stream: true,
  };
  return [
    `curl -N ${window.location.origin}/v1/chat/completions`,
    `-H "Authorization: Bearer $EASYTUNE_TOKEN"`,
    `-H "Content-Type: application/json"`,
    `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`,
  ].join(' \\\n  ');
}

/** JSON of texts, numbers and lists is Python as it stands. */
export function pythonOf(model: string, talk: Talk, sampling: FullSampling, example: string): string {
  const { repetition_penalty } = sampling;
  const said = messages(talk, example).map((message) => `        ${JSON.stringify(message)},`);
  const settings = Object.entries(common(sampling)).map(([name, value]) => `    ${name}=${JSON.stringify(value)},`);
  const extra = repetition_penalty === 1 ? [] : [`    extra_body={"repetition_penalty": ${repetition_penalty}},`];
  return [
    'import os',
    '',
    'from openai import OpenAI',
    '',
    `client = OpenAI(base_url="${window.location.origin}/v1", api_key=os.environ["EASYTUNE_TOKEN"])`,
    'answer = client.chat.completions.create(',
    `    model=${JSON.stringify(model)},`,
    '    messages=[',
    ...said,
    '    ],',
    ...settings,
    ...extra,
    '    stream=True,',
    ')',
    'for chunk in answer:',
    '    print(chunk.choices[0].delta.content or "", end="", flush=True)',
  ].join('\n');
}
