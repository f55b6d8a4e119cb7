/** Keeps the decoded rows of an archive on disk, a file per kind, and reads them as an export reads those of a database. */
import { appendFile } from 'node:fs/promises';
import type { Kind } from '../archive/define-kind.js';
import { storedRow, type StoredRow } from '../archive/stored-row.js';
import type { RowChunk } from '../import/decode-archive.js';
import type { Workspace } from '../storage/workspace.js';
import { readLines } from './lines.js';

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
      for await (const line of readLines(file)) yield storedRow(kind, line);
    },
  };
}
