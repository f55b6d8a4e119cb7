/** The JSON Schema of each file of an archive, derived from the kinds; an editor validates with it while a person edits. */
import { z } from 'zod';
import type { Kind } from './define-kind.js';
import { MANIFEST_FILE, schemaFile } from './file-names.js';
import type { Area, KindGraph } from './graph.js';
import { defaultWhenAbsent } from './absent-value.js';
import { manifestSchema } from './manifest.js';
import { ORIGIN } from './origin.js';
import { UUID_OF_ANY_CASE } from './uuid.js';
import { fieldSchema } from './values.js';

const ROW_KEY = z.string().regex(new RegExp(`^${UUID_OF_ANY_CASE}$`));

function rowSchema(graph: KindGraph, kind: Kind): z.ZodType {
  const fields = kind.fields.map((field): [string, z.ZodType] => {
    const schema = fieldSchema(field);
    return [field.key, defaultWhenAbsent(kind, field) === 'required' ? schema : schema.optional()];
  });
  const children = graph
    .childrenOf(kind)
    .map((child): [string, z.ZodType] => [child.parent?.key ?? '', rowsSchema(graph, child).optional()]);
  const origin = [ORIGIN.key, fieldSchema(ORIGIN).optional()] as const;
  return z.strictObject(Object.fromEntries([origin, ...fields, ...children])).describe(kind.description);
}

const rowsSchema = (graph: KindGraph, kind: Kind): z.ZodType =>
  z.record(ROW_KEY, rowSchema(graph, kind)).describe(`${kind.noun[1]}, by UUID`);

const text = (schema: z.ZodType, title: string): string =>
  `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) }, null, 2)}\n`;

/** The schema of an area file (JSON Schema 2020-12), as the text of its file. */
const areaJsonSchema = (graph: KindGraph, area: Area): string =>
  text(rowsSchema(graph, area.root), area.file);

/** The schema of manifest.yaml, likewise. */
const manifestJsonSchema = (graph: KindGraph): string => text(manifestSchema(graph), MANIFEST_FILE);

/** Made once per graph: every archive of it has the same. */
const known = new WeakMap<KindGraph, ReadonlyMap<string, string>>();

/**
 * The text of each schema by the path of its file, the manifest's first.
 * @example const schema = jsonSchemas(graph).get(schemaFile('library'));
 */
export function jsonSchemas(graph: KindGraph): ReadonlyMap<string, string> {
  const found =
    known.get(graph) ??
    new Map([
      [schemaFile('manifest'), manifestJsonSchema(graph)],
      ...graph.areas.map((area) => [schemaFile(area.name), areaJsonSchema(graph, area)] as const),
    ]);
  known.set(graph, found);
  return found;
}
