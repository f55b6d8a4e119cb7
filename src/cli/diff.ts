/** `diff`: says what differs between two archives, or between an account and an archive; two archives need no database. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CAROL_GRAPH } from '../carol/graph.js';
import { loadConfig } from '../config.js';
import {
  type ArchiveDifference,
  compareArchives,
  createDecoderPool,
  createWorkspaces,
  type DiffItem,
} from '../portability/files.js';
import { counted } from './amount.js';
import { openArchiveFile } from './archive-file.js';
import { writeArchive } from './archive-target.js';
import { companionsOf } from './companions.js';
import { EXIT, NotCompared, UsageError } from './exit.js';
import { followImport } from './import-progress.js';
import { itemLines } from './preview-items.js';
import { startProgress } from './progress.js';
import { archiveLines, issueLines } from './report.js';
import type { Run } from './run.js';
import { withFile } from './standard-input.js';
import { shown, type Terminal } from './terminal.js';

export interface DiffOptions {
  /** An account of this instance, by its e-mail address. */
  readonly as?: string;
}

/** Lines that are printed at once. */
const PRINTED_LINES = 500;

/**
 * @param files the earlier archive and the later; of one alone, the account is the earlier
 * @returns the exit status
 * @throws NotCompared with the cause, UsageError
 */
export async function diff(
  run: Run,
  [file, later]: readonly [string, string | undefined],
  { as }: DiffOptions,
): Promise<number> {
  if (as !== undefined && later !== undefined)
    throw new UsageError('Give two archives, or one and the account that it is compared with.');
  if (file === '-' && later === '-') throw new UsageError('Standard input is one archive. Name the other.');
  const folder = await mkdtemp(join(tmpdir(), 'carol-diff-'));
  try {
    const before = later === undefined ? join(folder, 'account') : file;
    if (later === undefined) await fetchAccount(run, before, as);
    return await withFile(before, run.signal, (earlier) =>
      withFile(later ?? file, run.signal, (path) => compare(run, [earlier, path], folder)),
    );
  } catch (error) {
    throw error instanceof UsageError ? error : new NotCompared('', { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes the archive of an account: its data alone. */
async function fetchAccount(run: Run, out: string, as: string | undefined): Promise<void> {
  if (as === undefined) {
    await (await import('./remote/export.js')).download(run, { out, viewer: false });
    return;
  }
  const [{ accountOf, withCarol }, { ExportQuery }] = await Promise.all([
    import('./carol.js'),
    import('../portability/index.js'),
  ]);
  await withCarol(run.signal, async (carol) => {
    const account = await accountOf(carol, as);
    const { stream } = await carol.queries.execute(
      new ExportQuery(account.id, undefined, companionsOf(false)),
    );
    const progress = startProgress(`Exporting ${account.email}`);
    await writeArchive(stream, out, run.signal, progress.update).finally(() => {
      progress.end();
      stream.destroy();
    });
  });
}

async function compare(
  { terminal, signal }: Run,
  [before, after]: readonly [string, string],
  folder: string,
): Promise<number> {
  const { limits } = loadConfig();
  const [earlier, later] = [
    await openArchiveFile(before, limits, signal),
    await openArchiveFile(after, limits, signal),
  ];
  const decoders = createDecoderPool();
  const { onProgress, end } = followImport('Comparing', earlier.size + later.size);
  try {
    const workspace = await createWorkspaces(folder).open();
    const scope = { graph: CAROL_GRAPH, limits, decoders, signal, onProgress };
    const difference = await compareArchives(scope, [earlier, later], workspace);
    end();
    return await tell(terminal, difference);
  } finally {
    end();
    await decoders.close();
  }
}

/** Rows by what differs about them, by kind. */
type Effects = ReadonlyMap<string, Record<DiffItem['effect'], number>>;

/** @returns the exit status */
async function tell(terminal: Terminal, { items, ...difference }: ArchiveDifference): Promise<number> {
  const print = (value: object, lines: readonly string[]): Promise<void> =>
    terminal.print(terminal.json ? [JSON.stringify(value)] : lines.map(shown));
  await print(difference, headLines(difference));
  if (!items) return EXIT.notCompared;
  const effects = new Map<string, Record<DiffItem['effect'], number>>();
  let waiting: string[] = [];
  let count = 0;
  for await (const item of items) {
    count++;
    const found = effects.get(item.kind) ?? { create: 0, update: 0, delete: 0 };
    found[item.effect]++;
    effects.set(item.kind, found);
    waiting.push(...(terminal.json ? [JSON.stringify(item)] : itemLines(CAROL_GRAPH, terminal.paint, item)));
    if (waiting.length < PRINTED_LINES) continue;
    await terminal.print(waiting);
    waiting = [];
  }
  if (waiting.length > 0) await terminal.print(waiting);
  await print({ end: true, items: count, effects: Object.fromEntries(effects) }, sumLines(effects));
  return count === 0 ? EXIT.done : EXIT.differs;
}

function headLines({ before, after, notCompared }: Omit<ArchiveDifference, 'items'>): readonly string[] {
  const sides = [
    ['Before', before],
    ['After', after],
  ] as const;
  return [
    ...sides.flatMap(([name, { archive, valid, errors, errorCount }]) => [
      ...archiveLines(archive).map((line) => `${name}: ${line}`),
      ...(valid ? [] : [`${name}: it has ${counted(errorCount, ['error', 'errors'])}, and is not compared.`]),
      ...issueLines(errors, errorCount),
    ]),
    ...(notCompared.length > 0 ? [`Not in both, and not compared: ${notCompared.join(', ')}.`] : []),
    '',
  ];
}

function sumLines(effects: Effects): readonly string[] {
  if (effects.size === 0) return ['The same.'];
  return [
    '',
    ...[...effects].map(([name, { create, update, delete: gone }]) => {
      const counts = [
        [create, 'only after'],
        [update, 'changed'],
        [gone, 'only before'],
      ] as const;
      const told = counts.flatMap(([count, words]) => (count > 0 ? [`${count} ${words}`] : []));
      return `${CAROL_GRAPH.kind(name).noun[1]}: ${told.join(', ')}`;
    }),
  ];
}
