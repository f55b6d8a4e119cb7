/** Archives of an older version, written anew without a database. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll } from '@jest/globals';
import {
  DEFAULT_LIMITS,
  type DecoderPool,
  type ImportLimits,
  type VerifyReport,
  createDecoderPool,
  createWorkspaces,
  upgradeArchive,
} from '../../src/portability/index.js';
import { type KindGraph, MODES } from '../../src/portability/kinds.js';

export interface UpgradeResult {
  readonly outcome: 'newest' | 'invalid' | 'upgraded';
  readonly report?: VerifyReport;
  readonly archive?: Buffer;
}

/** Of the spec that runs: the command starts a thread each time, which takes longer than what it does here. */
let decoders: DecoderPool;

/** Call it in a spec that upgrades. */
export function prepareUpgrades(): void {
  beforeAll(() => {
    decoders = createDecoderPool();
  });
  afterAll(() => decoders.close());
}

/** Upgrades as the command does, in a folder of its own. @throws PortabilityError where it is no archive */
export async function tryUpgrade(
  archive: Buffer,
  graph: KindGraph,
  limits: ImportLimits = DEFAULT_LIMITS,
): Promise<UpgradeResult> {
  const folder = await mkdtemp(join(tmpdir(), 'carol-upgrade-spec-'));
  try {
    const path = join(folder, 'archive.tar.gz');
    await writeFile(path, archive);
    const workspace = await createWorkspaces(folder).open();
    const sha256 = createHash('sha256').update(archive).digest('hex');
    const { outcome, ...found } = await upgradeArchive(
      { graph, limits, decoders, modes: MODES },
      { path, sha256 },
      workspace,
    );
    return {
      outcome,
      ...('report' in found ? { report: found.report } : {}),
      ...('stream' in found ? { archive: await buffer(found.stream) } : {}),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The new archive. @throws Error where there is none */
export async function upgraded(archive: Buffer, graph: KindGraph): Promise<Buffer> {
  const { archive: written, ...others } = await tryUpgrade(archive, graph);
  if (!written) throw new Error(JSON.stringify(others, null, 2));
  return written;
}
