/** What previews share: the archive is read, every mode is planned in a transaction that is undone, and what the plans say is put together. */
import type { Portability } from '../portability.js';
import { inTransaction, timeoutsOf } from '../storage/transaction.js';
import { withWorkspace } from '../storage/workspace.js';
import type { PreviewReport } from './answers.js';
import type { ModePlan } from './plan.js';
import { planDigest } from './plan-digest.js';
import { prepareImport, type Prepared } from './prepare.js';
import { readArchive, type ArchiveContents, type Upload } from './read-archive.js';
import { importScope, readingScope, type Importer, type ImportScope } from './scope.js';
import { summarize } from './summary.js';

/** Who looks at which archive. */
export interface PreviewRequest extends Importer {
  readonly upload: Upload;
}

/** What there is to see, for as long as the transaction lasts. */
export interface Preview {
  readonly scope: ImportScope;
  readonly report: PreviewReport;
  /** Of the modes that can take the archive, by name. */
  readonly plans: ReadonlyMap<string, ModePlan>;
}

/**
 * Plans every mode, and changes nothing.
 * @param look at the plans, before the transaction ends
 * @throws PortabilityError where the archive cannot be read as one
 */
export function withPreview<Result>(
  portability: Portability,
  request: PreviewRequest,
  look: (preview: Preview) => Promise<Result>,
): Promise<Result> {
  const { dataSource, modes, limits, workspaces } = portability;
  const { upload } = request;
  const names = Object.keys(modes);
  return withWorkspace(workspaces, async (workspace) => {
    const contents = await readArchive(readingScope(portability, request), upload.path, workspace);
    return inTransaction(
      dataSource,
      'REPEATABLE READ',
      async (transaction) => {
        const scope = await importScope(portability, request, contents.names, transaction);
        const prepared = await prepareImport(scope, contents, { names, withDigests: true });
        return look({ scope, report: reportOf(upload, contents, prepared, names), plans: prepared.plans });
      },
      { end: 'ROLLBACK', timeouts: timeoutsOf(limits) },
    );
  });
}

function reportOf(
  { sha256 }: Upload,
  contents: ArchiveContents,
  { staged, log, plans }: Prepared,
  names: readonly string[],
): PreviewReport {
  const valid = plans.size > 0;
  const byMode = <Value>(valueOf: (plan: ModePlan, name: string) => Value): Record<string, Value | null> =>
    Object.fromEntries(
      names.map((name) => {
        const plan = plans.get(name);
        return [name, plan ? valueOf(plan, name) : null];
      }),
    );
  return {
    archive: summarize(contents, sha256, staged),
    valid,
    errors: log.allErrors,
    errorCount: log.errorCount,
    warnings: log.allWarnings,
    warningCount: log.warningCount,
    effects: valid ? byMode(({ effects }) => effects) : null,
    plan: valid ? byMode((plan, name) => planDigest(plan, name, sha256)) : null,
  };
}
