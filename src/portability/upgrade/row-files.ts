/** Keeps the decoded rows of an archive on disk, a file per kind, and reads them as an export reads those of a database. */
import { appendFile } from 'node:fs/promises';
import { databaseText } from '../archive/database-text.js';
import type { Kind } from '../archive/define-kind.js';
import { copyCells } from '../archive/staged-row.js';
import type { RowChunk } from '../import/decode-archive.js';
import type { Workspace } from '../storage/workspace.js';
import { readLines } from './lines.js';

export interface StoredRow {
  readonly id: string;
  /** Where the row is known by another UUID. */
  readonly origin: string | null;
  readonly parentId: string | null;
  /** One per field of the kind, as PostgreSQL prints them. */
  readonly texts: readonly (string | null)[];
  /** Where it stands in its file; see `unpackLocation`. */
  readonly location: number;
}

export interface RowFiles {
  /** Adds rows, in the order of the archive: those of one parent follow one another, in the order of their parents. */
  readonly take: (chunk: RowChunk) => Promise<void>;
  /** In the order in which they were added. */
  rows(kind: Kind): AsyncGenerator<StoredRow>;
}

/** The files lie in the workspace, which the caller disposes of. */
export function createRowFiles(workspace: Workspace): RowFiles {
  const files = new Map<Kind, string>();
  return {
    async take({ kind, lines }) {
      let file = files.get(kind);
      if (file === undefined) files.set(kind, (file = workspace.newFile()));
      await appendFile(file, lines, { mode: 0o600 });
    },
    async *rows(kind) {
      const file = files.get(kind);
      if (file === undefined) return;
      for await (const line of readLines(file)) yield storedRow(kind, copyCells(line));
    },
  };
}

function storedRow(kind: Kind, [id, origin, ...cells]: readonly (string | null)[]): StoredRow {
  const values = kind.parent ? cells.slice(1) : cells;
  return {
    id: id ?? '',
    origin: origin ?? null,
    parentId: kind.parent ? (cells[0] ?? null) : null,
    texts: kind.fields.map((field, index) => {
      const value = values[index] ?? null;
      return value === null ? null : databaseText(field, value);
    }),
    location: Number(values[kind.fields.length]),
  };
}
