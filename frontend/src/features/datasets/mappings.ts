/** What a row of a file can be, which columns that takes, and how it is told to the server. Knows no component. */
import type { Mapping } from '@/api/datasets';

/** A text with its label, a text alone, a question with its answer, a list of messages. */
export const ROW_KINDS = ['labelled', 'answer', 'turns', 'plain'] as const;
export type RowKind = (typeof ROW_KINDS)[number];

export type SlotName = 'text' | 'label' | 'question' | 'input' | 'answer' | 'turns' | 'system' | 'history' | 'tools';

interface Slot {
  name: SlotName;
  required: boolean;
}

const must = (name: SlotName): Slot => ({ name, required: true });
const may = (name: SlotName): Slot => ({ name, required: false });

export const SLOTS: Record<RowKind, readonly Slot[]> = {
  labelled: [must('text'), must('label')],
  answer: [must('question'), must('answer'), may('input'), may('system'), may('history')],
  turns: [must('turns'), may('system'), may('tools')],
  plain: [must('text')],
};

/** The column of each slot; an empty text where there is none. `separator` is of labels. */
export type Chosen = Partial<Record<SlotName | 'separator', string>>;

/** How people name the columns of a slot, likeliest first. The server guesses better; this only fills a form. */
const USUAL_NAMES: Record<SlotName, readonly string[]> = {
  text: ['text', 'content', 'sentence', 'review', '文本', '内容'],
  label: ['label', 'labels', 'category', 'class', '标签', '类别'],
  question: ['instruction', 'question', 'prompt', 'query', '问题', '指令'],
  input: ['input', '输入'],
  answer: ['output', 'answer', 'response', 'completion', 'target', '回答', '答案', '输出'],
  turns: ['messages', 'conversations', 'conversation', 'dialogue', '对话'],
  system: ['system', 'system_prompt', '系统'],
  history: ['history', '历史'],
  tools: ['tools', 'functions'],
};

export function kindOf(mapping: Mapping): RowKind {
  if (mapping.kind !== 'text') return mapping.kind;
  return mapping.label == null ? 'plain' : 'labelled';
}

export function chosenOf(mapping: Mapping): Chosen {
  switch (mapping.kind) {
    case 'text':
      return { text: mapping.text, label: mapping.label ?? '', separator: mapping.label_separator ?? '' };
    case 'answer': {
      const { question, answer, input, system, history } = mapping;
      return { question, answer, input: input ?? '', system: system ?? '', history: history ?? '' };
    }
    case 'turns':
      return { turns: mapping.turns, system: mapping.system ?? '', tools: mapping.tools ?? '' };
  }
}

export function mappingOf(kind: RowKind, chosen: Chosen): Mapping {
  const column = (name: keyof Chosen) => chosen[name] ?? '';
  const orNone = (name: keyof Chosen) => chosen[name] || null;
  switch (kind) {
    case 'labelled':
      return { kind: 'text', text: column('text'), label: column('label'), label_separator: orNone('separator') };
    case 'plain':
      return { kind: 'text', text: column('text'), label: null, label_separator: null };
    case 'answer':
      return {
        kind: 'answer',
        question: column('question'),
        answer: column('answer'),
        input: orNone('input'),
        system: orNone('system'),
        history: orNone('history'),
      };
    case 'turns':
      return { kind: 'turns', turns: column('turns'), system: orNone('system'), tools: orNone('tools') };
  }
}

/** What an upload says of its columns. The separator of labels is left to the server, which sees the rows. */
export function formFieldsOf(kind: RowKind, chosen: Chosen): Record<string, string> {
  if (kind === 'labelled') return { text_column: chosen.text ?? '', label_column: chosen.label ?? '' };
  return { mapping: JSON.stringify(mappingOf(kind, chosen)) };
}

export function isComplete(kind: RowKind, chosen: Chosen): boolean {
  return SLOTS[kind].every(({ name, required }) => !required || chosen[name]);
}

/** A first choice for another kind of row: columns of a usual name; for what must be there, else one not yet taken. */
export function suggested(kind: RowKind, columns: readonly string[]): Chosen {
  const chosen: Chosen = {};
  const free = () => columns.filter((column) => !Object.values(chosen).includes(column));
  for (const { name } of SLOTS[kind]) {
    const usual = USUAL_NAMES[name].flatMap((word) => free().filter((column) => column.toLowerCase() === word));
    chosen[name] = usual[0] ?? '';
  }
  for (const { name, required } of SLOTS[kind]) {
    if (required && !chosen[name]) chosen[name] = free()[0] ?? '';
  }
  return chosen;
}
