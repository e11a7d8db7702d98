/** How one hyper-parameter is declared: label, help, bounds, default. Knows the generated schema; knows no values. */
import schema from '@/api/settings.gen.json';

export type Language = 'zh' | 'en';
export type Value = number | string | null | readonly string[];
type Words = Record<Language, string>;

export interface Declared {
  type?: string;
  anyOf?: { type?: string; minimum?: number; maximum?: number }[];
  items?: { type?: string; maxLength?: number };
  maxItems?: number;
  $ref?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  label?: Words;
  help?: Words;
  group?: string;
  unit?: string;
}

interface Definition {
  enum?: string[];
  properties?: Record<string, Declared>;
}

export type Group = 'simple' | 'advanced';
export type Unit = 'rows' | 'tokens' | 'steps' | 'evaluations';
export type Choice = keyof typeof CHOICES;

/** Every value that a choice may have; their words are in the locales. */
const CHOICES = {
  auto: 0,
  cuda: 0,
  mps: 0,
  cpu: 0,
  bf16: 0,
  fp32: 0,
  none: 0,
  balanced: 0,
  attention: 0,
  'all-linear': 0,
  merged: 0,
  adapter: 0,
  all: 0,
  last: 0,
  cut: 0,
  drop: 0,
  chatml: 0,
  plain: 0,
};

export interface Field {
  /** As the server calls it, for example learning_rate or tuning.rank. */
  name: string;
  kind: 'integer' | 'number' | 'choice' | 'texts';
  optional: boolean;
  choices: readonly Choice[];
  declared: Value;
  /** Of texts: how many there may be. */
  min?: number;
  max?: number;
  /** Of texts: the most characters of one. */
  longest?: number;
  label: Words;
  help: Words;
  group: Group;
  unit: Unit | '';
}

const definitions = schema.$defs as Record<string, Definition>;

function isChoice(value: string): value is Choice {
  return value in CHOICES;
}

export function definitionOf(reference: string | undefined): Definition {
  return definitions[reference?.split('/').at(-1) ?? ''] ?? {};
}

function kindOf(inner: { type?: string }, choices: readonly Choice[]): Field['kind'] {
  if (choices.length) return 'choice';
  if (inner.type === 'array') return 'texts';
  return inner.type === 'integer' ? 'integer' : 'number';
}

function toField(name: string, declared: Declared): Field {
  const inner = declared.anyOf?.find((option) => option.type !== 'null') ?? declared;
  const choices = (definitionOf(declared.$ref).enum ?? []).filter(isChoice);
  return {
    name,
    kind: kindOf(inner, choices),
    optional: declared.anyOf?.some((option) => option.type === 'null') ?? false,
    choices,
    declared: declared.default as Value,
    min: inner.minimum ?? declared.exclusiveMinimum,
    max: inner.maximum ?? declared.exclusiveMaximum ?? declared.maxItems,
    longest: declared.items?.maxLength,
    label: declared.label ?? { zh: name, en: name },
    help: declared.help ?? { zh: '', en: '' },
    group: declared.group === 'simple' ? 'simple' : 'advanced',
    unit: (declared.unit ?? '') as Unit | '',
  };
}

export function fieldsOf(properties: Record<string, Declared> | undefined, prefix = ''): Field[] {
  return Object.entries(properties ?? {})
    .filter(([, declared]) => declared.label)
    .map(([name, declared]) => toField(prefix + name, declared));
}
