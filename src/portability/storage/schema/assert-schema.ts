/** Refuses to start on tables that the kinds do not fit. */
import type { Portability } from '../../portability.js';
import { mismatchLine, schemaMismatches, type Mismatch } from './compare-schema.js';
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
}: Pick<Portability, 'dataSource' | 'graph'>): Promise<void> {
  const mismatches = schemaMismatches(graph.kinds, await readSchema(dataSource, graph.kinds));
  if (mismatches.length > 0) throw new SchemaMismatchError(mismatches);
}
