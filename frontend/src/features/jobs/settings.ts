/** The hyper-parameters as the server declares them: label, help, bounds, default of each. Knows no component. */
import schema from '@/api/settings.gen.json';
import type { Settings } from './queries';

export type Language = 'zh' | 'en';
export type Tuning = Settings['tuning'];
export type TuningKind = Tuning['kind'];
export type Value = number | string | null;
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
};

export interface Field {
  /** As the server calls it, for example learning_rate or tuning.rank. */
  name: string;
  kind: 'integer' | 'number' | 'choice';
  optional: boolean;
  choices: readonly Choice[];
  declared: Value;
  min?: number;
  max?: number;
  label: Words;
  help: Words;
  group: Group;
  unit: Unit | '';
}

const definitions = schema.$defs as Record<string, Definition>;
const recommended = schema.recommended as Record<TuningKind, { learning_rate: number }>;
const LEARNING_RATE = 'learning_rate';

function isChoice(value: string): value is Choice {
  return value in CHOICES;
}

function definitionOf(reference: string | undefined): Definition {
  return definitions[reference?.split('/').at(-1) ?? ''] ?? {};
}

function toField(name: string, declared: Declared): Field {
  const inner = declared.anyOf?.find((option) => option.type !== 'null') ?? declared;
  const choices = (definitionOf(declared.$ref).enum ?? []).filter(isChoice);
  return {
    name,
    kind: choices.length ? 'choice' : inner.type === 'integer' ? 'integer' : 'number',
    optional: declared.anyOf?.some((option) => option.type === 'null') ?? false,
    choices,
    declared: declared.default as Value,
    min: inner.minimum ?? declared.exclusiveMinimum,
    max: inner.maximum ?? declared.exclusiveMaximum,
    label: declared.label ?? { zh: name, en: name },
    help: declared.help ?? { zh: '', en: '' },
    group: declared.group === 'simple' ? 'simple' : 'advanced',
    unit: (declared.unit ?? '') as Unit | '',
  };
}

function fieldsOf(properties: Record<string, Declared> | undefined, prefix = ''): Field[] {
  return Object.entries(properties ?? {})
    .filter(([, declared]) => declared.label)
    .map(([name, declared]) => toField(prefix + name, declared));
}

const tunings = schema.properties.tuning.discriminator.mapping as Record<TuningKind, string>;

export const TUNINGS = Object.keys(tunings) as TuningKind[];

const OF_TUNING = Object.fromEntries(
  TUNINGS.map((kind) => [kind, fieldsOf(definitionOf(tunings[kind]).properties, 'tuning.')]),
) as Record<TuningKind, Field[]>;

const OF_ALL = [
  ...fieldsOf(schema.properties as Record<string, Declared>),
  ...fieldsOf(definitionOf(schema.properties.objective.$ref).properties, 'objective.'),
];

/** What can be set, which depends on the way of tuning. */
export function fieldsFor(kind: TuningKind): readonly Field[] {
  return [...OF_TUNING[kind], ...OF_ALL];
}

export function tuningFields(kind: TuningKind): readonly Field[] {
  return OF_TUNING[kind];
}

/** The default of a field: the learning rate's is the one recommended for the way of tuning. */
export function initialOf(field: Field, kind: TuningKind): Value {
  return field.name === LEARNING_RATE ? recommended[kind].learning_rate : field.declared;
}

export function valueOf(settings: Settings, field: Field): Value {
  const [place = '', inner] = field.name.split('.');
  const outer = (settings as unknown as Record<string, unknown>)[place];
  return (inner === undefined ? outer : (outer as Record<string, unknown>)[inner]) as Value;
}

export function withValue(settings: Settings, field: Field, value: Value): Settings {
  const [place = '', inner] = field.name.split('.');
  if (inner === undefined) return { ...settings, [place]: value };
  const outer = (settings as unknown as Record<string, object>)[place];
  return { ...settings, [place]: { ...outer, [inner]: value } };
}

export function initialTuning(kind: TuningKind): Tuning {
  const values = OF_TUNING[kind].map((field) => [field.name.replace('tuning.', ''), field.declared]);
  return { kind, ...Object.fromEntries(values) } as Tuning;
}

export function initialSettings(kind: TuningKind = 'full'): Settings {
  const empty = { objective: { kind: 'classify' }, tuning: initialTuning(kind) } as Settings;
  return OF_ALL.reduce((settings, field) => withValue(settings, field, initialOf(field, kind)), empty);
}

/** Another way of tuning: what still was at its recommended value follows, what was edited stays. */
export function withTuning(settings: Settings, tuning: Tuning): Settings {
  const before = settings.tuning.kind;
  return OF_ALL.reduce(
    (changed, field) =>
      valueOf(settings, field) === initialOf(field, before)
        ? withValue(changed, field, initialOf(field, tuning.kind))
        : changed,
    { ...settings, tuning },
  );
}

export function changedFields(settings: Settings): Field[] {
  const { kind } = settings.tuning;
  return fieldsFor(kind).filter((field) => valueOf(settings, field) !== initialOf(field, kind));
}
