/** The hyper-parameters as the server declares them, with the values to start from. Knows no component. */
import schema from '@/api/settings.gen.json';
import { definitionOf, fieldsOf, type Declared, type Field, type Value } from './declared';
import type { Settings } from './queries';

export type Objective = Settings['objective'];
export type ObjectiveKind = Objective['kind'];
export type Tuning = Settings['tuning'];
export type TuningKind = Tuning['kind'];

/** What is learned, and which weights learn it: fields and their defaults depend on both. */
export interface Ways {
  objective: ObjectiveKind;
  tuning: TuningKind;
}

type Recommended = Partial<Record<string, number>>;

const recommended = schema.recommended as Record<ObjectiveKind, Partial<Record<TuningKind, Recommended>>>;
const objectives = schema.properties.objective.discriminator.mapping as Record<ObjectiveKind, string>;
const tunings = schema.properties.tuning.discriminator.mapping as Record<TuningKind, string>;

function ofEach<Kind extends string>(places: Record<Kind, string>, prefix: string): Record<Kind, Field[]> {
  const kinds = Object.keys(places) as Kind[];
  return Object.fromEntries(
    kinds.map((kind) => [kind, fieldsOf(definitionOf(places[kind]).properties, prefix)]),
  ) as Record<Kind, Field[]>;
}

const OF_OBJECTIVE = ofEach(objectives, 'objective.');
const OF_TUNING = ofEach(tunings, 'tuning.');
const OF_ALL = fieldsOf(schema.properties as Record<string, Declared>);

export function waysOf(settings: Settings): Ways {
  return { objective: settings.objective.kind, tuning: settings.tuning.kind };
}

/** The ways of tuning that an objective has. */
export function tuningsFor(objective: ObjectiveKind): readonly TuningKind[] {
  return (Object.keys(tunings) as TuningKind[]).filter((kind) => kind in recommended[objective]);
}

/** What can be set. */
export function fieldsFor({ objective, tuning }: Ways): readonly Field[] {
  return [...OF_TUNING[tuning], ...OF_ALL, ...OF_OBJECTIVE[objective]];
}

/** The default of a field: what is recommended for the ways, where something is. */
export function initialOf(field: Field, { objective, tuning }: Ways): Value {
  return recommended[objective][tuning]?.[field.name] ?? field.declared;
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

/** Lists are equal when their content is. */
export function isSame(a: Value, b: Value): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function declaredValues(kind: string, fields: readonly Field[]): object {
  return { kind, ...Object.fromEntries(fields.map(({ name, declared }) => [name.split('.').at(-1), declared])) };
}

export function initialTuning(kind: TuningKind): Tuning {
  return declaredValues(kind, OF_TUNING[kind]) as Tuning;
}

export function initialObjective(kind: ObjectiveKind): Objective {
  return declaredValues(kind, OF_OBJECTIVE[kind]) as Objective;
}

export function initialSettings(ways: Ways = { objective: 'classify', tuning: 'full' }): Settings {
  const empty = { objective: initialObjective(ways.objective), tuning: initialTuning(ways.tuning) } as Settings;
  return OF_ALL.reduce((settings, field) => withValue(settings, field, initialOf(field, ways)), empty);
}

/** What still was at its recommended value follows the new ways, what was edited stays. */
function followed(settings: Settings, before: Ways): Settings {
  const after = waysOf(settings);
  return OF_ALL.reduce(
    (changed, field) =>
      isSame(valueOf(settings, field), initialOf(field, before))
        ? withValue(changed, field, initialOf(field, after))
        : changed,
    settings,
  );
}

export function withTuning(settings: Settings, tuning: Tuning): Settings {
  return followed({ ...settings, tuning }, waysOf(settings));
}

/** Another objective; a way of tuning that it does not have gives way to full tuning. */
export function withObjective(settings: Settings, kind: ObjectiveKind): Settings {
  if (settings.objective.kind === kind) return settings;
  const tuning = tuningsFor(kind).includes(settings.tuning.kind) ? settings.tuning : initialTuning('full');
  return followed({ ...settings, objective: initialObjective(kind), tuning }, waysOf(settings));
}

export function changedFields(settings: Settings): Field[] {
  const ways = waysOf(settings);
  return fieldsFor(ways).filter((field) => !isSame(valueOf(settings, field), initialOf(field, ways)));
}
