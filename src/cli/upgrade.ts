/** `upgrade`: writes an archive of an older format version anew in the newest; needs no database and no account. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { CAROL_GRAPH } from '../carol/graph.js';
import { loadConfig } from '../config.js';
import { createDecoderPool, createWorkspaces, upgradeArchive } from '../portability/files.js';
import { type KindGraph, MODES } from '../portability/kinds.js';
import { amount } from './amount.js';
import { openArchiveFile } from './archive-file.js';
import { refuseExisting, STANDARD_OUTPUT, targetOf, writeArchive } from './archive-target.js';
import { UsageError } from './exit.js';
import { followImport } from './import-progress.js';
import { startProgress } from './progress.js';
import { verifyLines } from './report.js';
import type { Run } from './run.js';

export interface UpgradeOptions {
  /** A file; `-` is standard output. Default: the archive's own name with the version, in this folder. */
  readonly out?: string;
}

/**
 * An archive of the newest version is left as it is, and nothing is written.
 * @param graph of the newest version
 * @returns whether the archive is of the newest version now, or was
 */
export async function upgrade(
  { terminal, signal }: Run,
  path: string,
  options: UpgradeOptions,
  graph: KindGraph = CAROL_GRAPH,
): Promise<boolean> {
  const { limits } = loadConfig();
  const { version } = graph.format;
  const out = await targetOf(options.out, terminal);
  const target = out ?? `${basename(path).replace(/\.(?:tar\.gz|tgz|tar|zip)$/i, '')}-v${version}.tar.gz`;
  const upload = await openArchiveFile(path, limits, signal);
  if (out === undefined) await refuseExisting(target);
  else await refuseItself(path, target);
  const folder = await mkdtemp(join(tmpdir(), 'carol-upgrade-'));
  const decoders = createDecoderPool();
  const { onProgress, end } = followImport('Upgrading', upload.size);
  try {
    const workspace = await createWorkspaces(folder).open();
    const scope = { graph, limits, decoders, signal, onProgress, modes: MODES };
    const upgraded = await upgradeArchive(scope, upload, workspace);
    end();
    const say = (value: object, lines: readonly string[]): void =>
      target === STANDARD_OUTPUT ? lines.forEach(terminal.note) : terminal.result(value, lines);
    if (upgraded.outcome === 'newest') {
      say({ upgraded: false, formatVersion: version }, [
        `This archive is of format version ${version}, the newest: there is nothing to upgrade, and nothing was written.`,
      ]);
      return true;
    }
    const { report } = upgraded;
    if (upgraded.outcome === 'invalid') {
      say({ upgraded: false, ...report }, verifyLines(report));
      return false;
    }
    const progress = startProgress('Upgrading: writing the archive anew', upload.size);
    const written = await writeArchive(upgraded.stream, target, signal, progress.update).finally(
      progress.end,
    );
    const { counts, missing } = upgraded.manifest;
    const result = { file: resolve(target), ...written, formatVersion: version, counts, missing };
    say({ upgraded: true, ...result, from: report.archive }, [
      ...verifyLines(report),
      `Upgraded from format version ${report.archive.formatVersion} to ${version}: ${target} (${amount(written.bytes)})`,
    ]);
    return true;
  } finally {
    end();
    await decoders.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The older archive is kept: it is what its owner was given. */
async function refuseItself(path: string, target: string): Promise<void> {
  const [source, there] = await Promise.all([stat(path), stat(target).catch(() => null)]);
  if (there && there.dev === source.dev && there.ino === source.ino)
    throw new UsageError(`${target} is the archive that is upgraded. Give another name with --out.`);
}
