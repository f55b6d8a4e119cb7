/** Turns the entries of an area file into rows, and says of everything that is not one where it stands and what to do. */
import type { Issue } from '../errors.js';
import { withArticle, withCapitalArticle } from './article.js';
import type { Kind, KindField } from './define-kind.js';
import { decodeValue, wrongValue, type Refused } from './decode-value.js';
import { entryLabel, type NamedEntry } from './entry-label.js';
import type { Area, KindGraph } from './graph.js';
import { createMembersLookup, type KindMembers } from './kind-members.js';
import { applyFileFacts, type MediaFileInfo } from './media-file-info.js';
import { ORIGIN } from './origin.js';
import { pointer } from './pointer.js';
import type { SourceLocation, StagedRow } from './staged-row.js';
import { isUuid } from './uuid.js';
import { expectationOf, expectedOf } from './values.js';
import type { Entry, Mapping, Node, Scalar } from './yaml/read.js';

export interface DecodeContext {
  readonly graph: KindGraph;
  /** What `createdAt` and `updatedAt` mean where they are left out. */
  readonly exportedAt: string;
  /** The media files that the archive holds, by UUID. */
  readonly files: ReadonlyMap<string, MediaFileInfo>;
  /** The media files that were lost before the export, by UUID. */
  readonly missing: ReadonlySet<string>;
  /** Objects and lists within one another that JSON may have. */
  readonly jsonDepth: number;
  /** The file that the entries stand in; an archive of an older version has other names. */
  readonly file: string;
  /** Told which keys of a kind's rows stand otherwise in the file, by those of today. */
  readonly renamed: (kind: Kind, keys: ReadonlyMap<string, string>) => void;
  /** `labelOf` makes the name of the entry that it is in: to be called only for what is kept of many. */
  readonly error: (issue: Issue, labelOf: () => string | undefined) => void;
  readonly warning: (issue: Issue, labelOf: () => string | undefined) => void;
  /** Takes each row, a parent before its children. A row with errors is handed over too, with null where they are. */
  readonly row: (row: StagedRow) => void;
}

/** What is known of a row once its members have been looked at. */
interface DecodedRow {
  readonly fields: KindMembers['fields'];
  readonly values: readonly (string | null)[];
  readonly locations: readonly (Node | undefined)[];
  readonly path: readonly string[];
  readonly key: Scalar;
  readonly written: (key: string) => string;
}

/** Where a row stands. */
interface Above {
  readonly path: readonly string[];
  readonly entry: NamedEntry | undefined;
}

const TOP: Above = { path: [], entry: undefined };

export type EntryDecoder = (entry: Entry) => void;

/** A decoder of one area's top-level entries. */
export function createDecoder(area: Area, context: DecodeContext): EntryDecoder {
  const membersOf = createMembersLookup(context.graph, context.exportedAt);

  /** The entry that is being read: what is wrong in it is told with its name. */
  let reading: NamedEntry | undefined;
  const readingLabel = (): string | undefined => reading && entryLabel(reading);
  const error = (issue: Issue): void => context.error(issue, readingLabel);
  const warning = (issue: Issue): void => context.warning(issue, readingLabel);
  const fail = (
    path: readonly string[],
    { line, column }: SourceLocation,
    { code, detail, wrong, expected }: Omit<Refused, 'at'>,
  ): void =>
    error({
      file: context.file,
      pointer: pointer(...path),
      line,
      column,
      code,
      detail,
      ...(wrong === undefined ? {} : { value: wrong }),
      ...(expected === undefined ? {} : { expected }),
    });

  const decodeRow = (
    kind: Kind,
    { key, value: node }: Entry,
    parentId: string | null,
    above: Above,
  ): void => {
    const id = key.value.toLowerCase();
    const path = [...above.path, id];
    const entry = node.type === 'map' ? { kind, node, above: above.entry } : above.entry;
    reading = entry;
    if (!isUuid(id)) {
      fail(path, key, {
        code: 'uuid',
        detail: `This key must be the UUID of ${withArticle(kind.noun[0])}, such as 6f0c4d2e-8a51-4c3b-9d7e-2f1a0b3c4d5e.`,
      });
      return;
    }
    if (node.type !== 'map') {
      fail(path, node, {
        code: 'type',
        detail: `${withCapitalArticle(kind.noun[0])} must be a mapping of keys to values.`,
        ...wrongValue(node),
      });
      return;
    }
    const { fields, links, children } = membersOf(kind);
    const values: (string | null)[] = new Array<string | null>(fields.size + (kind.parent ? 1 : 0)).fill(
      null,
    );
    const locations: (Node | undefined)[] = new Array<Node | undefined>(values.length);
    const nested: { readonly child: Kind; readonly node: Mapping; readonly key: string }[] = [];
    let origin: string | null = null;
    if (kind.parent) values[0] = parentId;
    if (node.written) context.renamed(kind, node.written);
    /** A key as the file has it. */
    const written = (key: string): string => node.written?.get(key) ?? key;

    for (const member of node.entries) {
      const name = member.key.value;
      const known = fields.get(name);
      const child = children.get(name);
      if (known) {
        locations[known.index] = member.value;
        values[known.index] = decodeField(known.field, member.value, path, written(name));
      } else if (child) {
        const key = written(name);
        if (member.value.type === 'map') nested.push({ child, node: member.value, key });
        else if (!isNull(member.value))
          fail([...path, key], member.value, {
            code: 'type',
            detail: `${key} must be a mapping from UUIDs to rows.`,
            ...wrongValue(member.value),
          });
      } else if (name === ORIGIN.key) {
        origin = decodeField(ORIGIN, member.value, path, name);
      } else {
        fail([...path, written(name)], member.key, {
          code: 'unknown-key',
          detail: unknownKey(name, kind),
          ...wrongValue(member.value),
        });
      }
    }

    for (const { field, index, leftOut } of fields.values()) {
      const given = locations[index];
      if (given && !isNull(given)) continue;
      if (leftOut === undefined) {
        const name = written(field.key);
        fail([...path, name], given ?? key, {
          code: 'required',
          detail: `${name} is required: expected ${expectationOf(field)}.`,
          expected: expectedOf(field),
        });
      } else values[index] = leftOut;
    }
    checkDiscriminators({ fields, values, locations, path, key, written });
    if (kind.blob) {
      applyFileFacts({ kind, id, values, fields, locations, key, path, ...context, error, warning });
    }
    context.row({
      kind,
      id,
      origin: origin === id ? null : origin,
      values,
      location: key,
      linkLocations: links.map((index) => locations[index] ?? null),
    });
    for (const { child, node: rows, key: name } of nested) {
      for (const row of rows.entries) decodeRow(child, row, id, { path: [...path, name], entry });
    }
  };

  /** @param path of the row; that of the field is made only to be told */
  const decodeField = (field: KindField, node: Node, path: readonly string[], key: string): string | null => {
    if (isNull(node)) return null;
    const outcome = decodeValue(field, node, context.jsonDepth);
    if ('value' in outcome) return outcome.value;
    fail([...path, key], outcome.at, outcome);
    return null;
  };

  /** Where one field says what another refers to, both are there or neither is. */
  const checkDiscriminators = ({ fields, values, locations, path, key, written }: DecodedRow): void => {
    for (const { field, index } of fields.values()) {
      if (field.type !== 'reference' || typeof field.target === 'string') continue;
      const by = fields.get(field.target.by);
      if (!by || (values[index] === null) === (values[by.index] === null)) continue;
      // One of the two may be null only because it is wrong, and that has been said.
      const wrong = [locations[index], locations[by.index]].every(
        (node) => node !== undefined && !isNull(node),
      );
      if (wrong) continue;
      const keys = [written(by.field.key), written(field.key)] as const;
      const [there, absent] = values[index] === null ? keys : [keys[1], keys[0]];
      fail([...path, there], locations[index] ?? locations[by.index] ?? key, {
        code: 'required',
        detail: `${there} needs ${absent} beside it: give both, or neither.`,
      });
    }
  };

  let singletons = 0;
  return (entry) => {
    const { key, value: node } = entry;
    decodeRow(area.root, entry, null, TOP);
    if (area.root.singleton && ++singletons === 2) {
      reading = node.type === 'map' ? { kind: area.root, node } : undefined;
      fail([key.value.toLowerCase()], key, {
        code: 'singleton',
        detail: `There can be only one ${area.root.noun[0]}. Remove the others.`,
      });
    }
  };
}

const isNull = (node: Node): boolean => node.type === 'scalar' && node.tag === 'null';

function unknownKey(name: string, kind: Kind): string {
  if (/^user_?id$/i.test(name))
    return 'An archive has no owner: whoever imports it becomes the owner. Remove this key.';
  return `${withCapitalArticle(kind.noun[0])} has no such key. Correct its spelling, or remove it.`;
}
