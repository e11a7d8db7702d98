/** The hyper-parameters as the server declares them: label, help, bounds, default of each. Knows no component. */
import schema from '@/api/settings.gen.json';
import type { Settings } from './queries';

export type Language = 'zh' | 'en';
type Words = Record<Language, string>;

interface Declared {
  type?: string;
  anyOf?: { type?: string; minimum?: number; maximum?: number }[];
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

export type FieldName = Exclude<keyof Settings, 'objective' | 'tuning'>;
export type Group = 'simple' | 'advanced';
export type Unit = 'rows' | 'tokens' | 'steps' | 'evaluations';

export interface Field {
  name: FieldName;
  kind: 'integer' | 'number' | 'choice';
  optional: boolean;
  choices: readonly string[];
  initial: Settings[FieldName];
  min?: number;
  max?: number;
  label: Words;
  help: Words;
  group: Group;
  unit: Unit | '';
}

const definitions = schema.$defs as Record<string, { enum?: string[] }>;

function choicesOf(declared: Declared): readonly string[] {
  const name = declared.$ref?.split('/').at(-1);
  return (name && definitions[name]?.enum) || [];
}

function toField(name: string, declared: Declared): Field {
  const inner = declared.anyOf?.find((option) => option.type !== 'null') ?? declared;
  const choices = choicesOf(declared);
  return {
    name: name as FieldName,
    kind: choices.length ? 'choice' : inner.type === 'integer' ? 'integer' : 'number',
    optional: declared.anyOf?.some((option) => option.type === 'null') ?? false,
    choices,
    initial: declared.default as Settings[FieldName],
    min: inner.minimum ?? declared.exclusiveMinimum,
    max: inner.maximum ?? declared.exclusiveMaximum,
    label: declared.label ?? { zh: name, en: name },
    help: declared.help ?? { zh: '', en: '' },
    group: declared.group === 'simple' ? 'simple' : 'advanced',
    unit: (declared.unit ?? '') as Unit | '',
  };
}

export const FIELDS: readonly Field[] = Object.entries(schema.properties as Record<string, Declared>)
  .filter(([, declared]) => declared.label)
  .map(([name, declared]) => toField(name, declared));

export function initialSettings(): Settings {
  const values = Object.fromEntries(FIELDS.map((field) => [field.name, field.initial]));
  return { objective: { kind: 'classify' }, tuning: { kind: 'full' }, ...values } as Settings;
}

export function changedFields(settings: Settings): Field[] {
  return FIELDS.filter((field) => settings[field.name] !== field.initial);
}
