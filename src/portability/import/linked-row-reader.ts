/** Reads back from COPY lines as much of each row as the checks between rows look at. */
import type { Link, LinkedRow } from '../archive/check-references.js';
import type { Kind } from '../archive/define-kind.js';
import { linkFields } from '../archive/graph.js';
import { ORIGIN_COLUMN, locationColumn, stagedColumns } from '../archive/staged-row.js';

export interface LinkedRowReader {
  /** Takes a chunk of whole `copyLine`s of one kind. */
  take(kind: Kind, chunk: Uint8Array): void;
  /** All that were taken, in their order. */
  readonly rows: readonly LinkedRow[];
}

/** Where the columns stand in a line. */
interface Columns {
  readonly parent: number;
  readonly location: number;
  readonly origin: number;
  readonly links: readonly { readonly target: number; readonly location: number; readonly by: number }[];
}

const NULL = '\\N';

export function linkedRowReader(): LinkedRowReader {
  const known = new Map<Kind, Columns>();
  const rows: LinkedRow[] = [];
  return {
    rows,
    take(kind, chunk) {
      let columns = known.get(kind);
      if (!columns) known.set(kind, (columns = columnsOf(kind)));
      for (const line of new TextDecoder().decode(chunk).split('\n')) {
        if (line !== '') rows.push(rowOf(kind, columns, line.split('\t')));
      }
    },
  };
}

function columnsOf(kind: Kind): Columns {
  const names = stagedColumns(kind).map(({ name }) => name);
  return {
    parent: kind.parent ? names.indexOf(kind.parent.column) : -1,
    location: names.indexOf('row__location'),
    origin: names.indexOf(ORIGIN_COLUMN),
    links: linkFields(kind).map((field) => {
      const by = field.type === 'reference' && typeof field.target !== 'string' ? field.target.by : undefined;
      const discriminator = kind.fields.find(({ key }) => key === by);
      return {
        target: names.indexOf(field.column),
        location: names.indexOf(locationColumn(field.column)),
        by: discriminator ? names.indexOf(discriminator.column) : -1,
      };
    }),
  };
}

/** UUIDs, places and discriminators have nothing that COPY escapes. */
function rowOf(kind: Kind, columns: Columns, cells: readonly string[]): LinkedRow {
  const cell = (index: number): string | null => {
    const text = cells[index];
    return text === undefined || text === NULL ? null : copied(text);
  };
  return {
    kind,
    id: cell(0) ?? '',
    origin: cell(columns.origin),
    parentId: cell(columns.parent),
    location: Number(cells[columns.location]),
    links: columns.links.map(({ target, location, by }): Link | null => {
      const id = cell(target);
      return id === null ? null : { target: id, location: Number(cells[location]), discriminator: cell(by) };
    }),
  };
}

/** A copy of its own: a piece of a line would keep the whole chunk in memory. */
const copied = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');
