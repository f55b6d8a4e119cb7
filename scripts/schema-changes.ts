/** What changed between two descriptions of a format: what is added and may be left out, and what breaks archives that are there. */

/** The JSON Schemas of a version by the names of their files. */
export type Description = ReadonlyMap<string, string>;

export interface SchemaChanges {
  /** What more is taken; every archive of before is still one. */
  readonly added: readonly string[];
  /** What is no longer taken, or must be there. */
  readonly broken: readonly string[];
}

interface Schema {
  readonly [keyword: string]: unknown;
}

/** As much of JSON Schema as ours use. What only explains is not compared. */
const EXPLAINS: ReadonlySet<string> = new Set(['$schema', 'title', 'description', 'nullable']);
/** Keywords that hold a schema, with what stands for its place in a path. */
const WITHIN: Readonly<Record<string, string>> = {
  additionalProperties: '<uuid>',
  items: '<item>',
  propertyNames: '<key>',
};
const LOWER_BOUNDS: ReadonlySet<string> = new Set(['minimum', 'exclusiveMinimum']);
const UPPER_BOUNDS: ReadonlySet<string> = new Set(['maximum', 'exclusiveMaximum']);

export function schemaChanges(released: Description, today: Description): SchemaChanges {
  const changes = { added: [] as string[], broken: [] as string[] };
  for (const [file, text] of released) {
    const now = today.get(file);
    if (now === undefined) changes.broken.push(`${place([file])} is gone`);
    else compare(JSON.parse(text) as Schema, JSON.parse(now) as Schema, [file], changes);
  }
  for (const file of today.keys()) if (!released.has(file)) changes.added.push(`${place([file])} is new`);
  return changes;
}

/** A key of a file, for people: that the file is described by a schema is no matter. */
function place([file = '', ...keys]: readonly string[]): string {
  const name = `\`${file.replace(/\.schema\.json$/, '.yaml')}\``;
  return keys.length === 0 ? name : `${name}: \`${keys.join('/')}\``;
}

interface Collected {
  readonly added: string[];
  readonly broken: string[];
}

function compare(before: Schema, after: Schema, path: readonly string[], to: Collected): void {
  const [released, today] = [withoutNull(before), withoutNull(after)];
  const at = place(path);
  if (released['nullable'] && !today['nullable']) to.broken.push(`${at} may not be null any more`);
  if (!released['nullable'] && today['nullable']) to.added.push(`${at} may be null`);
  for (const keyword of new Set([...Object.keys(released), ...Object.keys(today)])) {
    const [was, is] = [released[keyword], today[keyword]];
    if (EXPLAINS.has(keyword) || JSON.stringify(was) === JSON.stringify(is)) continue;
    if (keyword === 'properties' || keyword === 'required') continue;
    const step = WITHIN[keyword];
    if (step !== undefined && isSchema(was) && isSchema(is)) compare(was, is, [...path, step], to);
    else if (keyword === 'enum') compareValues(listOf(was), listOf(is), at, to);
    else if (isWider(keyword, was, is)) to.added.push(`${at} is no longer bound by \`${keyword}\` as before`);
    else to.broken.push(`${at} has another \`${keyword}\``);
  }
  compareProperties(released, today, path, to);
}

function compareProperties(released: Schema, today: Schema, path: readonly string[], to: Collected): void {
  const [were, are] = [propertiesOf(released), propertiesOf(today)];
  const [must, now] = [listOf(released['required']), listOf(today['required'])];
  for (const [key, schema] of Object.entries(were)) {
    const found = are[key];
    const at = [...path, key];
    if (found === undefined) to.broken.push(`${place(at)} is gone`);
    else compare(schema, found, at, to);
    if (found && must.includes(key) && !now.includes(key)) to.added.push(`${place(at)} may be left out`);
  }
  for (const key of Object.keys(are)) {
    const at = place([...path, key]);
    if (now.includes(key) && !must.includes(key)) to.broken.push(`${at} must be there`);
    else if (!(key in were)) to.added.push(`${at} is new, and may be left out`);
  }
}

function compareValues(were: readonly unknown[], are: readonly unknown[], at: string, to: Collected): void {
  for (const value of were)
    if (!are.includes(value)) to.broken.push(`${at} may not be ${String(value)} any more`);
  for (const value of are) if (!were.includes(value)) to.added.push(`${at} may be ${String(value)}`);
}

/** Whether a rule that binds values takes more than before. One that is gone does; `default` says what absence means, and binds nothing. */
function isWider(keyword: string, was: unknown, is: unknown): boolean {
  if (keyword === 'default' || keyword === 'type') return false;
  if (is === undefined) return true;
  if (typeof was !== 'number' || typeof is !== 'number') return false;
  return LOWER_BOUNDS.has(keyword) ? is < was : UPPER_BOUNDS.has(keyword) && is > was;
}

/** Null, however a schema spells that it is taken, as one mark. */
function withoutNull(schema: Schema): Schema {
  const { anyOf, type, ...others } = schema;
  if (Array.isArray(type))
    return { ...others, type: type.filter((each) => each !== 'null').join(), nullable: true };
  const [first, second] = listOf(anyOf) as Schema[];
  if (first && second?.['type'] === 'null') return { ...others, ...first, nullable: true };
  return schema;
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const propertiesOf = (schema: Schema): Readonly<Record<string, Schema>> =>
  (schema['properties'] ?? {}) as Record<string, Schema>;
