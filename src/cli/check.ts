/** `check`: holds people's files against the blob store, and repairs what an archive still has. */
import {
  type BrokenFile,
  type FileCheck,
  type RepairSource,
  checkFiles,
  openRepairSource,
  repairFiles,
} from '../portability/index.js';
import type { Account } from '../accounts/accounts.service.js';
import { amount, counted } from './amount.js';
import { openArchiveFile } from './archive-file.js';
import { accountOf, withCarol, type Carol } from './carol.js';
import { UsageError } from './exit.js';
import { startProgress } from './progress.js';
import type { Run } from './run.js';

export interface CheckFilesOptions {
  readonly all?: boolean;
  readonly readData?: boolean;
  readonly repair?: boolean;
  readonly from?: readonly string[];
}

/** What is said of one broken file; the name is the person's own and stays with their archive. */
interface Finding {
  readonly id: string;
  readonly state: BrokenFile['state'];
  readonly size: number;
  readonly sha256: string;
  /** The first of the given archives that has the file. */
  readonly archive: string | null;
  readonly healed: boolean;
}

interface AccountReport {
  readonly email: string;
  readonly files: number;
  readonly bytes: number;
  readonly orphans: FileCheck['orphans'];
  readonly orphansRemoved: number;
  readonly broken: readonly Finding[];
}

const MOST_LINES = 50;

/** @returns whether every file is whole, or is now */
export async function check(
  run: Run,
  email: string | undefined,
  options: CheckFilesOptions,
): Promise<boolean> {
  const { terminal, signal } = run;
  if ((email === undefined) === !options.all)
    throw new UsageError('Say whose files: an e-mail address, or --all.');
  return withCarol(signal, async (carol) => {
    const { portability, accounts } = carol;
    const workspace = await portability.workspaces.open();
    try {
      const sources: RepairSource[] = [];
      for (const path of options.from ?? []) {
        await openArchiveFile(path, portability.limits, signal);
        sources.push(await openRepairSource(path, portability, workspace, signal));
      }
      const reports: AccountReport[] = [];
      const checked = email === undefined ? accounts.all() : [await accountOf(carol, email)];
      for await (const account of checked)
        reports.push(await checkAccount(run, carol, account, { ...options, sources }));
      const broken = reports.flatMap((report) => report.broken).filter(({ healed }) => !healed);
      terminal.result({ readData: options.readData === true, accounts: reports }, [
        ...reports.flatMap((report) => linesOf(report, options)),
        broken.length === 0
          ? `Every file is ${options.readData ? 'whole' : 'there, in its size'}.`
          : `${counted(broken.length, ['file is', 'files are'])} not whole. ` +
            'An export names them as missing. Importing an archive that has them (merge) heals them, and so does --repair --from ARCHIVE.',
      ]);
      return broken.length === 0;
    } finally {
      await workspace.dispose();
    }
  });
}

async function checkAccount(
  { signal }: Run,
  { portability }: Carol,
  { id, email }: Account,
  options: CheckFilesOptions & { readonly sources: readonly RepairSource[] },
): Promise<AccountReport> {
  const { readData = false, repair = false, sources } = options;
  const progress = startProgress(`Checking ${email}`);
  let done = 0;
  const found = await checkFiles(portability, id, {
    readData,
    signal,
    onFile: (bytes) => progress.update((done += bytes)),
  }).finally(() => progress.end());
  const repaired = repair
    ? await repairFiles(portability, { userId: id, broken: found.broken, sources, signal })
    : undefined;
  return {
    email,
    files: found.rows,
    bytes: found.bytes,
    orphans: found.orphans,
    orphansRemoved: repaired?.orphans ?? 0,
    broken: found.broken.map(({ id: row, state, size, sha256 }) => ({
      id: row,
      state,
      size,
      sha256,
      archive: sources.find(({ files }) => files.has(sha256))?.path ?? null,
      healed: repaired?.healed.has(sha256) ?? false,
    })),
  };
}

function linesOf(
  { email, files, bytes, orphans, orphansRemoved, broken }: AccountReport,
  { repair }: CheckFilesOptions,
) {
  const lines = broken.slice(0, MOST_LINES).map(({ id, state, size, archive, healed }) => {
    const remedy = healed ? 'healed' : archive === null ? 'no archive given has it' : `${archive} has it`;
    return `  media ${id}: ${state} (${amount(size)}); ${remedy}`;
  });
  if (broken.length > lines.length)
    lines.push(`  … and ${broken.length - lines.length} more (--json has all).`);
  const left = repair ? orphansRemoved : orphans.blobs;
  if (left > 0)
    lines.push(
      `  ${counted(left, ['blob', 'blobs'])} that nothing refers to${repair ? ', removed' : ` (${amount(orphans.bytes)}); the service removes them within an hour or two`}`,
    );
  return [`${email}: ${counted(files, ['file', 'files'])} (${amount(bytes)})`, ...lines];
}
