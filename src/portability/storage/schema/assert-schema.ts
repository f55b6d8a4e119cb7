/** Refuses to start on tables that the kinds do not fit. */
import type { Portability } from '../../portability.js';
import { idMismatches } from './compare-ids.js';
import { mismatchLine, schemaMismatches, type Mismatch } from './compare-schema.js';
import type { Kind } from '../../archive/define-kind.js';
import { isNumber } from '../../archive/storage.js';
import { readSchema } from './read-schema.js';

/** What is declared and what is there do not fit; the message has a line for each mismatch. */
export class SchemaMismatchError extends Error {
  override readonly name = 'SchemaMismatchError';

  constructor(readonly mismatches: readonly Mismatch[]) {
    super(
      [
        'What is declared to be exported and imported does not fit the tables:',
        ...mismatches.map(mismatchLine),
      ].join('\n  '),
    );
  }
}

/**
 * To be called before anything is exported or imported: an export of a column that cannot be imported would be a backup that cannot be restored.
 * @throws SchemaMismatchError
 */
export async function assertSchema({
  dataSource,
  graph,
  origins,
}: Pick<Portability, 'dataSource' | 'graph' | 'origins'>): Promise<void> {
  const declared = schemaMismatches(graph.kinds, await readSchema(dataSource, graph.kinds));
  const fitting = graph.kinds.filter(({ name }) => !declared.some(({ kind }) => kind === name));
  const mismatches = [
    ...declared,
    ...(await idMismatches(dataSource, fitting)),
    ...graph.kinds.flatMap((kind) => missingOptions(kind, origins !== undefined)),
  ];
  if (mismatches.length > 0) throw new SchemaMismatchError(mismatches);
}

/** What rows whose ids are numbers are known by elsewhere, the module has to be told. */
function missingOptions({ name, table, storage }: Kind, hasOrigins: boolean): readonly Mismatch[] {
  if (!isNumber(storage.idType)) return [];
  const missing = { instance: storage.prefix === undefined, originsTable: !hasOrigins };
  return Object.entries(missing)
    .filter(([, isMissing]) => isMissing)
    .map(([option]) => ({
      kind: name,
      table,
      column: storage.idColumn ?? '',
      found: `its ids are numbers, which other instances count, too`,
      remedy: `give the module the option "${option}"`,
    }));
}
