/** One of two archives that are compared: its values on disk, and in memory what other rows say of themselves by its rows. */
import type { Kind } from '../archive/define-kind.js';
import { linkFields, targetsOf, type KindGraph } from '../archive/graph.js';
import type { VerifyReport } from '../import/answers.js';
import { readArchive, type ArchiveContents, type Upload } from '../import/read-archive.js';
import type { ReadingScope } from '../import/scope.js';
import { verifyContents } from '../import/verify-archive.js';
import type { Workspace } from '../storage/workspace.js';
import { createRowFiles, type RowFiles } from '../upgrade/row-files.js';
import { keysNamed, namesOf, textOf } from '../archive/label-text.js';
import { ownCopy } from '../archive/own-copy.js';

export interface Side {
  readonly contents: ArchiveContents;
  readonly report: VerifyReport;
  readonly rows: RowFiles;
}

/** A valid side, with what takes a pass over its rows to know. */
export interface KnownSide extends Side {
  /**
   * The UUID by which a row was first known, by the one that it has here; of rows alone that have two. There can be only one of some
   * kinds: it is known by the kind, whatever its UUID.
   */
  readonly origins: ReadonlyMap<string, string>;
  /** What others name a row by: values by key, its own label under the empty key. Of the kinds alone that others refer to. */
  readonly named: ReadonlyMap<Kind, ReadonlyMap<string, Readonly<Record<string, string | null>>>>;
}

/** @throws PortabilityError where the file cannot be read as an archive */
export async function readSide(scope: ReadingScope, upload: Upload, workspace: Workspace): Promise<Side> {
  const contents = await readArchive(scope, upload.path, workspace);
  const rows = createRowFiles(workspace);
  const report = await verifyContents(scope, upload, contents, { take: rows.take });
  return { contents, report, rows };
}

export async function knowSide(graph: KindGraph, side: Side): Promise<KnownSide> {
  const origins = new Map<string, string>();
  const named = new Map<Kind, Map<string, Readonly<Record<string, string | null>>>>();
  for (const kind of graph.kinds) {
    const keys = keysNamed(graph, kind);
    const { blob } = kind;
    const told = blob ? [blob.fileName, blob.contentType, blob.byteSize] : [];
    const known = new Map<string, Readonly<Record<string, string | null>>>();
    const isNamed = isReferredTo(graph, kind);
    if (isNamed) named.set(kind, known);
    for await (const row of side.rows.rows(kind)) {
      const first = kind.singleton ? kind.name : row.origin;
      if (first !== null) origins.set(ownCopy(row.id), ownCopy(first));
      if (!isNamed) continue;
      const file = Object.fromEntries(told.map((key) => [key, textOf(kind, row, key)]));
      known.set(ownCopy(row.id), ownCopy({ ...file, ...namesOf(graph, kind, row, keys) }));
    }
  }
  return { ...side, origins, named };
}

/** Whether other rows lead to rows of the kind, or belong to them. */
const isReferredTo = (graph: KindGraph, { name }: Kind): boolean =>
  graph.kinds.some(
    (kind) =>
      kind.parent?.kind === name ||
      linkFields(kind).some((field) => targetsOf(field, graph.blobKind).includes(name)),
  );
