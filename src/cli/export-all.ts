/** `export --all`: an archive for each account, several at once; what was written before is not written again. */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from '../accounts/accounts.service.js';
import { translate, ExportQuery } from '../portability/index.js';
import { counted } from './amount.js';
import { writeArchive } from './archive-target.js';
import { type Carol, withCarol } from './carol.js';
import { UsageError } from './exit.js';
import { companionsOf } from './companions.js';
import { partOf } from './part.js';
import { startProgress } from './progress.js';
import type { Run } from './run.js';

export interface ExportAllOptions {
  /** The folder. */
  readonly all: string;
  readonly parallel: string;
  /** Names of areas, separated by commas. */
  readonly areas?: string;
  /** False: the data alone. */
  readonly viewer?: boolean;
}

interface Outcome {
  readonly email: string;
  readonly file: string;
  readonly outcome: 'written' | 'there' | 'failed';
  readonly bytes?: number;
  readonly sha256?: string;
  /** How many files are lost or damaged here, and not in the archive. */
  readonly missing?: number;
  readonly detail?: string;
}

/** More than exports of one process would only wait for the database. */
const MOST = 16;

/** @returns whether every account has its archive */
export async function exportAll(
  { terminal, signal }: Run,
  { all, parallel, viewer, ...options }: ExportAllOptions,
): Promise<boolean> {
  const count = Number(parallel);
  if (!Number.isInteger(count) || count < 1 || count > MOST)
    throw new UsageError(`--parallel is a whole number, 1 to ${MOST}.`);
  const { areas } = partOf(options);
  await mkdir(all, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${all} cannot be a folder (${error.code ?? error.message}).`);
  });
  return withCarol(signal, async (carol) => {
    const outcomes: Outcome[] = [];
    const progress = startProgress('Exporting everybody');
    const accounts = carol.accounts.all();
    const worker = async (): Promise<void> => {
      for (let next = await accounts.next(); !next.done; next = await accounts.next()) {
        signal.throwIfAborted();
        outcomes.push(await exportOne(carol, next.value, { folder: all, areas, viewer, signal }));
      }
    };
    await Promise.all(Array.from({ length: count }, worker)).finally(progress.end);
    return tell(terminal, all, outcomes);
  });
}

interface Batch {
  readonly folder: string;
  /** Undefined: all. */
  readonly areas: ReturnType<typeof partOf>['areas'];
  readonly viewer: boolean | undefined;
  readonly signal: AbortSignal;
}

async function exportOne(
  carol: Carol,
  { id, email }: Account,
  { folder, areas, viewer, signal }: Batch,
): Promise<Outcome> {
  const file = join(folder, fileNameOf(email));
  const known = { email, file };
  // An archive has its name only when it is whole.
  if (await stat(file).catch(() => undefined)) return { ...known, outcome: 'there' };
  try {
    const { stream, missing } = await carol.queries.execute(new ExportQuery(id, areas, companionsOf(viewer)));
    const written = await writeArchive(stream, file, signal, () => undefined);
    return { ...known, outcome: 'written', ...written, missing: missing.length };
  } catch (error) {
    signal.throwIfAborted();
    return { ...known, outcome: 'failed', detail: translate(error).detail };
  }
}

/** Of plain characters; every other is written as its bytes, so that no two addresses meet. */
const fileNameOf = (email: string): string =>
  `${encodeURIComponent(email).replaceAll('%40', '@').replaceAll('*', '%2A')}.tar.gz`;

function tell(terminal: Run['terminal'], folder: string, outcomes: readonly Outcome[]): boolean {
  const of = (outcome: Outcome['outcome']): Outcome[] => outcomes.filter((each) => each.outcome === outcome);
  const failed = of('failed');
  terminal.result({ folder, accounts: outcomes }, [
    ...failed.map(({ email, detail }) => `${email}: ${detail}`),
    ...of('written')
      .filter(({ missing = 0 }) => missing > 0)
      .map(
        ({ email, missing = 0 }) =>
          `${email}: without ${counted(missing, ['file', 'files'])} that are lost or damaged here`,
      ),
    `${counted(of('written').length, ['archive', 'archives'])} written to ${folder}, ${of('there').length} there already, ${failed.length} failed.`,
  ]);
  return failed.length === 0;
}
