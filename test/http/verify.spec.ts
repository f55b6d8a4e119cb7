/** Verify and preview are two roads to the same findings: one in memory, one in the database. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { CAROL_GRAPH } from '../../src/carol/graph.js';
import {
  DEFAULT_LIMITS,
  PortabilityError,
  type Progress,
  type ImportObserver,
  createDecoderPool,
  createWorkspaces,
  verifyArchive,
} from '../../src/portability/index.js';
import { packFiles, readFiles } from '../support/archive-files.js';
import { graphArbitrary } from '../../src/portability/testing/graph-arbitrary.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService } from '../support/service.js';

const graph = CAROL_GRAPH;
const fullGraph = graphArbitrary(CAROL_KINDS, { minRows: 1, maxRows: 3 });
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

const decoders = createDecoderPool();
let service: TestService;
let folder: string;
beforeAll(async () => {
  service = await startTestService();
  folder = await mkdtemp(join(tmpdir(), 'carol-verify-spec-'));
});
afterAll(async () => {
  await service?.close();
  await decoders.close();
  await rm(folder, { recursive: true, force: true });
});

/** What can be told to both: the report, or the refusal. */
async function verified(archive: Buffer, waiting?: ImportObserver): Promise<object> {
  const path = join(folder, 'archive.tar.gz');
  await writeFile(path, archive);
  const workspace = await createWorkspaces(join(folder, 'work')).open();
  try {
    const sha256 = createHash('sha256').update(archive).digest('hex');
    const scope = { graph, limits: DEFAULT_LIMITS, decoders, ...waiting };
    return await verifyArchive(scope, { path, sha256 }, workspace);
  } catch (error) {
    if (!(error instanceof PortabilityError)) throw error;
    return { type: `/problems/${error.slug}`, detail: error.detail, ...error.extensions };
  } finally {
    await workspace.dispose();
  }
}

async function previewed(archive: Buffer): Promise<object> {
  const { status, body } = await service.preview(await service.createUser(), archive);
  if (status === 200) {
    const { effects, plan, ...report } = body;
    expect([effects === null, plan === null]).toEqual([!report.valid, !report.valid]);
    return report;
  }
  const { type, title, status: code, instance, ...refusal } = body;
  expect([title, code, instance].every(Boolean)).toBe(true);
  return { type: new URL(type, 'http://x').pathname, ...refusal };
}

/** One small change of an area file; the numbers choose the place. */
type Damage = (text: string, place: number, other: number) => string;

const replaced = (text: string, pattern: RegExp, place: number, by: (match: string) => string): string => {
  const matches = [...text.matchAll(pattern)];
  const match = matches[place % matches.length];
  if (!match) return text;
  return text.slice(0, match.index) + by(match[0]) + text.slice(match.index + match[0].length);
};

const DAMAGES: Readonly<Record<string, Damage>> = {
  // Keys and references alike: whatever was meant by it is now meant by another, or by nothing.
  'a UUID of the same file': (text, place, other) => {
    const all = text.match(UUID) ?? [];
    return replaced(text, UUID, place, () => all[other % all.length] ?? '');
  },
  'a UUID that nothing has': (text, place) =>
    replaced(text, UUID, place, (id) => id.replace(/^.{8}/, 'deadbeef')),
  'a UUID in capitals': (text, place) => replaced(text, UUID, place, (id) => id.toUpperCase()),
  'a value of another type': (text, place) => replaced(text, /(?<=: )[^\n|]+$/gm, place, () => '[1, 2]'),
  'a key that is not known': (text, place) => replaced(text, /^ +\w+(?=:)/gm, place, (key) => `${key}X`),
  'a line less': (text, place) => replaced(text, /^.*\n/gm, place, () => ''),
  'a circle among the organizations': (text, place) =>
    replaced(text, /^([0-9a-f-]{36}):\n/gm, place, (entry) => `${entry}  parentId: ${entry.slice(0, 36)}\n`),
};

it('agrees with the preview of somebody who has nothing, whatever was done to the archive', async () => {
  const damage = fc.record({
    area: fc.constantFrom(...graph.areas.map(({ file }) => file)),
    what: fc.constantFrom(...Object.keys(DAMAGES)),
    place: fc.nat(),
    other: fc.nat(),
  });
  const codes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fullGraph, fc.array(damage, { maxLength: 3 }), async (data, damages) => {
      const files = await readFiles(await service.export(await userWith(service, data)));
      files.delete('SHA256SUMS');
      for (const { area, what, place, other } of damages) {
        const text = (files.get(area) ?? '').toString();
        files.set(area, Buffer.from(DAMAGES[what]?.(text, place, other) ?? text));
      }
      const archive = await packFiles(files);
      const found = await verified(archive);
      expect(found).toEqual(await previewed(archive));
      for (const { code } of (found as { errors?: { code: string }[] }).errors ?? []) codes.add(code);
    }),
    { numRuns: 20, endOnFailure: true },
  );
  // Otherwise nothing was compared.
  expect(codes.size).toBeGreaterThan(1);
}, 240_000);

const [FIRST, SECOND, THIRD] = [1, 2, 3].map((digit) => `${digit}1111111-1111-4111-8111-111111111111`) as [
  string,
  string,
  string,
];

it.each<[code: string, files: Readonly<Record<string, string>>]>([
  [
    'wrong-kind',
    {
      'organizations.yaml': `${FIRST}:\n  name: One\n`,
      'people.yaml': `${SECOND}:\n  givenName: Ada\n  relationships:\n    ${THIRD}:\n      kind: friend\n      relatedPersonId: ${FIRST}\n`,
    },
  ],
  [
    'cycle',
    {
      'organizations.yaml': `${FIRST}:\n  name: One\n  parentId: ${SECOND}\n${SECOND}:\n  name: Two\n  parentId: ${FIRST}\n${THIRD}:\n  name: Below\n  parentId: ${FIRST}\n`,
    },
  ],
  [
    'duplicate-id',
    { 'organizations.yaml': `${FIRST}:\n  name: One\n`, 'people.yaml': `${FIRST}:\n  givenName: Ada\n` },
  ],
])('finds %s where the preview finds it', async (code, texts) => {
  const files = await readFiles(await service.export(await service.createUser()));
  files.delete('SHA256SUMS');
  for (const [file, text] of Object.entries(texts)) files.set(file, Buffer.from(text));
  const archive = await packFiles(files);
  const found = (await verified(archive)) as { errors: { code: string }[] };
  expect(new Set(found.errors.map((error) => error.code))).toEqual(new Set([code]));
  expect(found).toEqual(await previewed(archive));
});

it('tells how far it is, up to every byte and every row', async () => {
  const [data] = fc.sample(fullGraph, { seed: 1, numRuns: 1 });
  if (!data) throw new Error('No sample');
  const archive = await service.export(await userWith(service, data));
  const told: Progress[] = [];
  await verified(archive, { onProgress: (progress) => told.push(progress) });
  const read = told.flatMap((progress) => (progress.step === 'read' ? [progress.bytes] : []));
  const staged = told.flatMap((progress) => (progress.step === 'stage' ? [progress] : []));
  expect(read).toEqual([...read].sort((a, b) => a - b));
  expect(read.at(-1)).toBe(archive.length);
  const rows = Object.values(data.rows).reduce((sum, each) => sum + each.length, 0);
  expect(staged.map((progress) => progress.rows)).toEqual(
    staged.map((progress) => progress.rows).sort((a, b) => a - b),
  );
  expect(staged.at(-1)).toEqual({ step: 'stage', rows, announced: rows });
});
