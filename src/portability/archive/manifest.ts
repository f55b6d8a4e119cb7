/** manifest.yaml: what the archive says of itself. */
import { z } from 'zod';
import { PortabilityError, type CodeOf, type Issue } from '../errors.js';
import { MANIFEST_FILE } from './file-names.js';
import { schemaComment, type Format } from './format.js';
import { pathFrom } from './archive-layout.js';
import type { KindGraph } from './graph.js';
import { pointer } from './pointer.js';
import { timestamp } from './fields.js';
import { UUID_PATTERN } from './uuid.js';
import { fieldSchema } from './values.js';
import { findEntry } from './yaml/entries.js';
import { readDocument, type Entry, type Node, type SourceLocation, type YamlIssue } from './yaml/read.js';
import { YamlWriter } from './yaml/write.js';

export interface Manifest {
  readonly formatVersion: number;
  /** An instant, ISO 8601. */
  readonly exportedAt: string;
  readonly appVersion: string;
  /** The areas that the archive holds; undefined where the manifest does not say: then those whose files are there. */
  readonly areas?: readonly string[] | undefined;
  /** Of a part alone: how many references lead to what is not in it, by the kind that they lead to. */
  readonly outside?: Readonly<Record<string, number>> | undefined;
  /** Rows by kind. */
  readonly counts: Readonly<Record<string, number>>;
  readonly media: { readonly files: number; readonly bytes: number };
  /** UUIDs of the media whose files were lost before the export. */
  readonly missing: readonly string[];
}

/** A manifest as it was read, with the places of its numbers and areas by their paths: `counts/people`, `media/files`, `areas/0`. */
export interface ReadManifest extends Manifest {
  readonly places: ReadonlyMap<string, SourceLocation>;
}

const count = z.int().min(0);

const MOST_ERRORS = 1_000;

/**
 * The schema of manifest.yaml.
 * @example Object.keys(manifestSchema(graph).shape) // ['format', 'formatVersion', …]
 */
export const manifestSchema = ({ kinds, areas, format }: KindGraph) =>
  z.strictObject({
    format: z.literal(format.name).describe('What this is.'),
    formatVersion: z.int().min(format.oldest).max(format.version).describe('The version of the format.'),
    exportedAt: fieldSchema(timestamp('When the archive was made.')),
    appVersion: z.string().min(1).max(100).describe('The version of the app that made it.'),
    areas: z
      .array(z.enum(areas.map(({ name }) => name)))
      .nullish()
      .describe(
        'The areas that the archive holds. An import leaves every other as it is. Left out: those whose files are there.',
      ),
    outside: z
      .strictObject(Object.fromEntries(kinds.map(({ name }) => [name, count.optional()])))
      .nullish()
      .describe(
        'Of an archive of some areas alone: how many references lead to what is not in it, by the kind that they lead to. Each is the UUID of the row.',
      ),
    counts: z
      .strictObject(Object.fromEntries(kinds.map(({ name }) => [name, count.optional()])))
      .describe('How many rows of each kind there are.'),
    media: z
      .strictObject({ files: count, bytes: count })
      .describe('How many files there are, and their bytes in all.'),
    missing: z
      .array(z.string().regex(UUID_PATTERN))
      .nullish()
      .describe('The UUIDs of media whose files were lost before the export.'),
  });

/** The text of manifest.yaml. */
export function writeManifest(manifest: Manifest, { name }: Format): string {
  const writer = new YamlWriter();
  writer.comment(schemaComment('manifest'));
  writer.scalar(0, 'format', name);
  writer.number(0, 'formatVersion', String(manifest.formatVersion));
  writer.scalar(0, 'exportedAt', manifest.exportedAt);
  writer.scalar(0, 'appVersion', manifest.appVersion);
  if (manifest.areas) writer.list(0, 'areas', manifest.areas);
  if (manifest.outside) {
    const outside = Object.entries(manifest.outside);
    if (outside.length === 0) writer.emptyMap(0, 'outside');
    else writer.mapKey(0, 'outside');
    for (const [kind, references] of outside) writer.number(1, kind, String(references));
  }
  writer.mapKey(0, 'counts');
  for (const [kind, rows] of Object.entries(manifest.counts)) writer.number(1, kind, String(rows));
  writer.mapKey(0, 'media');
  writer.number(1, 'files', String(manifest.media.files));
  writer.number(1, 'bytes', String(manifest.media.bytes));
  if (manifest.missing.length > 0) writer.list(0, 'missing', manifest.missing);
  return writer.take();
}

/**
 * Reads manifest.yaml.
 * @throws PortabilityError `format-unsupported` for a version that is not known, else `manifest-invalid` with all that is wrong
 */
export function readManifest(bytes: Buffer, graph: KindGraph): ReadManifest {
  const errors: Issue[] = [];
  const fail = (
    path: readonly string[],
    { line, column }: SourceLocation,
    code: CodeOf<'manifest-invalid'> | YamlIssue['code'],
    detail: string,
  ): void => void errors.push({ file: MANIFEST_FILE, pointer: pointer(...path), line, column, code, detail });
  const read = readDocument(bytes, {
    report: (issue) => fail([], issue, issue.code, issue.detail),
  });
  const node = read && errors.length === 0 ? upgraded(read, graph) : undefined;
  const value = node && plainValue(node);
  if (node && isObject(value)) {
    const parsed = manifestSchema(graph).safeParse(value);
    if (parsed.success) return { ...toManifest(parsed.data), places: locationsOf(node) };
    for (const issue of parsed.error.issues) {
      const path = issue.path.map(String);
      const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
      for (const key of unknown) {
        fail(
          [...path, key],
          entryOf(node, [...path, key])?.key ?? node,
          'unknown-key',
          'The manifest has no such key. Remove it.',
        );
      }
      // One value can break several rules; to the reader it is one mistake.
      if (unknown.length > 0 || errors.some((error) => error.pointer === pointer(...path))) continue;
      const found = valueOf(node, path);
      const at = found ?? valueOf(node, path.slice(0, -1)) ?? node;
      const words = manifestMessage(path, found !== undefined, graph.format.product.name);
      fail(path, at, found ? 'value' : 'required', words);
    }
  } else if (errors.length === 0)
    fail([], { line: 1, column: 1 }, 'type', 'The manifest must be a mapping of keys to values.');
  throw new PortabilityError(
    'manifest-invalid',
    'The manifest of this archive is not what a manifest must be. Use an unchanged export.',
    { errors: errors.slice(0, MOST_ERRORS), errorCount: errors.length },
  );
}

/** Refuses a manifest that says that it is of a newer format, and lets every other pass. @throws PortabilityError `format-unsupported` */
export function refuseNewerFormat(bytes: Buffer, format: Format): void {
  const node = readDocument(bytes, { report: () => undefined });
  if (node) refuseOtherFormats(node, format);
}

/** The manifest as the newest version has it. */
function upgraded(node: Node, graph: KindGraph): Node {
  const version = refuseOtherFormats(node, graph.format);
  return version === undefined || node.type !== 'map' ? node : pathFrom(graph, version).upgradeManifest(node);
}

/** @returns the version, where it is one that can be read */
function refuseOtherFormats(
  node: Node,
  { product, name, oldest, version: newest }: Format,
): number | undefined {
  const value = plainValue(node);
  if (!isObject(value)) return undefined;
  const version = value.formatVersion;
  if (value.format !== name || typeof version !== 'number' || !Number.isInteger(version) || version < oldest)
    return undefined;
  if (version <= newest) return version;
  throw new PortabilityError(
    'format-unsupported',
    `This archive was made by a newer ${product.name}. Update this one, then import it again.`,
    {
      archiveVersion: version,
      supportedVersions: Array.from({ length: newest - oldest + 1 }, (_, index) => oldest + index),
    },
  );
}

function toManifest(data: z.infer<ReturnType<typeof manifestSchema>>): Manifest {
  return {
    formatVersion: data.formatVersion,
    exportedAt: String(data.exportedAt),
    appVersion: data.appVersion,
    areas: data.areas ?? undefined,
    outside: (data.outside as Record<string, number> | null | undefined) ?? undefined,
    counts: data.counts as Record<string, number>,
    media: data.media,
    missing: data.missing ?? [],
  };
}

function locationsOf(node: Node): ReadonlyMap<string, SourceLocation> {
  return new Map(
    ['counts', 'media', 'areas'].flatMap((name) => {
      const found = valueOf(node, [name]);
      if (found?.type === 'seq')
        return found.items.map((item, index): [string, SourceLocation] => [`${name}/${index}`, item]);
      if (found?.type !== 'map') return [];
      return Array.from(found.entries, ({ key, value }): [string, SourceLocation] => [
        `${name}/${key.value}`,
        value,
      ]);
    }),
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function manifestMessage(path: readonly string[], present: boolean, product: string): string {
  const name = path.join('.').slice(0, 100);
  if (present && path[0] === 'areas' && path.length === 2)
    return `There is no such area here. Update this ${product}; or remove the name here, and the file of that area.`;
  return present
    ? `${name} is not what it must be. Use the manifest of an unchanged export.`
    : `${name} is missing. Put it back, as in the manifest of an unchanged export.`;
}

/** A small document as plain values; numbers that JavaScript would round come out as NaN. */
function plainValue(node: Node): unknown {
  if (node.type === 'seq') return node.items.map(plainValue);
  if (node.type === 'map')
    return Object.fromEntries(Array.from(node.entries, ({ key, value }) => [key.value, plainValue(value)]));
  if (node.tag === 'int') return Number.isSafeInteger(Number(node.value)) ? Number(node.value) : Number.NaN;
  if (node.tag === 'bool') return node.value.toLowerCase() === 'true';
  if (node.tag === 'null') return null;
  return node.tag === 'float' ? Number.NaN : node.value;
}

const entryOf = (node: Node, path: readonly string[]): Entry | undefined => {
  const parent = valueOf(node, path.slice(0, -1));
  return parent?.type === 'map' ? findEntry(parent, path.at(-1) ?? '') : undefined;
};

function valueOf(node: Node, path: readonly string[]): Node | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return node;
  if (node.type === 'scalar') return undefined;
  const next = node.type === 'seq' ? node.items[Number(first)] : findEntry(node, first)?.value;
  return next && valueOf(next, rest);
}
