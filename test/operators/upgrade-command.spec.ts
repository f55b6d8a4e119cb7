/** `carol upgrade` as a command: what it says, what it leaves, and how it ends. It has no database. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FORMAT } from '../../src/carol/graph.js';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { CAROL } from '../../src/carol/product.js';
import { upgrade } from '../../src/cli/upgrade.js';
import { createFormat, createGraph } from '../../src/portability/kinds.js';
import { edit, readFiles } from '../support/archive-files.js';
import { DOORS } from '../support/doors.js';
import { COMMAND_LINE, type Outcome, runProgram } from '../support/program.js';
import { GRAPH, packGraph } from '../support/sample.js';
import { prepareUpgrades, upgraded } from '../support/upgraded.js';
import { goldenArchive } from '../support/golden.js';
import { asVersionZero, sampleForZero, v0ToV1 } from '../support/version-zero.js';

const NEWEST = FORMAT.version;
const { archive: GOLDEN } = goldenArchive(NEWEST);
const NOWHERE = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };

prepareUpgrades();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carol-upgrade-command-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const file = async (name: string, bytes: Buffer): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};

const carol = (...args: readonly string[]): Promise<Outcome> =>
  runProgram(COMMAND_LINE, ['upgrade', ...args], NOWHERE);

const STACK = /^\s+at /m;

describe('As a program', () => {
  it('says that an archive of the newest version needs nothing, and writes nothing', async () => {
    const path = await file('newest.tar.gz', GOLDEN);
    const out = join(folder, 'never.tar.gz');
    const { status, stdout } = await carol(path, '--out', out);
    expect(status).toBe(0);
    expect(stdout.toString()).toMatch(
      new RegExp(`^This archive is of format version ${NEWEST}, the newest: .*nothing was written\\.$`, 'm'),
    );
    const json = await carol(path, '--out', out, '--json');
    expect(JSON.parse(json.stdout.toString())).toEqual({ upgraded: false, formatVersion: NEWEST });
    expect(await readdir(folder)).not.toContain('never.tar.gz');
  });

  it('refuses an archive of a newer version, and says so', async () => {
    const future = await edit(GOLDEN, {
      'manifest.yaml': (text) => text.replace(/^formatVersion: \d+$/m, `formatVersion: ${NEWEST + 8}`),
    });
    const { status, stdout, stderr } = await carol(
      await file('future.tar.gz', future),
      '--out',
      join(folder, 'x.tar.gz'),
    );
    expect({ status, stdout: stdout.toString() }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/made by a newer Carol/);
    expect(stderr).not.toMatch(STACK);
  });

  it('refuses what is no archive, a folder and its own source', async () => {
    const path = await file('source.tar.gz', GOLDEN);
    expect(
      await carol(await file('text.tar.gz', Buffer.from('no archive')), '--out', join(folder, 'x.tar.gz')),
    ).toMatchObject({ status: 1 });
    expect(await carol(path, '--out', folder)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is a folder'),
    });
    expect(await carol(path, '--out', path)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is the archive that is upgraded'),
    });
    expect(await readFile(path)).toEqual(GOLDEN);
  });
});

describe('Of a version before the newest', () => {
  const graph = createGraph(CAROL_KINDS, createFormat(CAROL, [v0ToV1]));
  let old: Buffer;
  /** It, upgraded. */
  let anew: Promise<Buffer> | undefined;
  let said: { value: unknown; lines: readonly string[] }[];
  const terminal = {
    json: false,
    interactive: false,
    result: (value: object, lines: readonly string[]) => void said.push({ value, lines }),
    print: () => Promise.resolve(),
    paint: (_color: string, text: string) => text,
    note: (line: string) => void said.push({ value: null, lines: [line] }),
  };
  beforeAll(async () => {
    const today = await packGraph(sampleForZero());
    const areas = GRAPH.areas.map(({ name }) => name).join(', ');
    old = await asVersionZero(
      await edit(today, {
        'manifest.yaml': (text) => text.replace('counts: {}', `counts: {education: 0}\nareas: [${areas}]`),
      }),
    );
  });
  beforeEach(() => {
    said = [];
  });

  const run = (path: string, out: string, signal = new AbortController().signal): Promise<boolean> =>
    upgrade({ terminal, signal }, path, { out }, graph);

  it.each(DOORS)('writes the same from $name', async ({ pack }) => {
    const packed = pack([...(await readFiles(old))]);
    expect((await upgraded(packed, graph)).equals(await (anew ??= upgraded(old, graph)))).toBe(true);
  });

  it('writes the archive anew, and says from where to where', async () => {
    const path = await file('old.tar.gz', old);
    const out = join(folder, 'new.tar.gz');
    expect(await run(path, out)).toBe(true);
    expect(await readFiles(await readFile(out))).toEqual(await readFiles(await upgraded(old, graph)));
    expect(said).toEqual([
      {
        value: expect.objectContaining({ upgraded: true, file: out, formatVersion: 1 }),
        lines: expect.arrayContaining([expect.stringMatching(/^Upgraded from format version 0 to 1: /)]),
      },
    ]);
    expect(await readFile(path)).toEqual(old);
  });

  it('writes nothing of an archive with a mistake, and says where it is, as verify does', async () => {
    const broken = await edit(old, {
      'contacts.yaml': (text) => text.replace(/^ {2}zodiac: /m, '  stars: '),
    });
    expect(await run(await file('broken.tar.gz', broken), join(folder, 'none.tar.gz'))).toBe(false);
    expect(said[0]?.lines.join('\n')).toMatch(
      /^contacts\.yaml:\d+:3: .+: A person has no such key\. .*\/stars unknown-key\]$/m,
    );
    expect(await readdir(folder)).not.toContain('none.tar.gz');
  });

  it('leaves nothing behind where it is stopped', async () => {
    const path = await file('stopped.tar.gz', old);
    const stop = new AbortController();
    stop.abort();
    await expect(run(path, join(folder, 'stopped-new.tar.gz'), stop.signal)).rejects.toThrow();
    expect((await readdir(folder)).filter((name) => /stopped-new|\.part$/.test(name))).toEqual([]);
  });
});
