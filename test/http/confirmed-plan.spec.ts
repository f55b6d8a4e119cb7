/** What is confirmed is what happens: a plan that no longer holds is refused, whatever has changed it, and nothing else refuses it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import {
  IMPORT_MODES,
  type ImportMode,
  type Kind,
  type Mode,
  MODES,
  updatesRows,
} from '../../src/portability/kinds.js';
import type { PreviewReport } from '../../src/portability/index.js';
import type { Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { GRAPH, idOf, packGraph, renamed, sampleGraph } from '../support/sample.js';
import { fingerprint, give, userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service?.close());

const sql = (text: string, parameters: readonly unknown[] = []): Promise<unknown> =>
  service.instance.dataSource.query(text, [...parameters]);

type Plans = PreviewReport['plan'];

const change = ({ table }: Kind, id: string, updatedAt: string): Promise<unknown> =>
  sql(`UPDATE "${table}" SET updated_at = $2 WHERE id = $1`, [id, updatedAt]);
const remove = (kind: string, id: string): Promise<unknown> =>
  sql(`DELETE FROM "${GRAPH.kind(kind).table}" WHERE id = $1`, [id]);

const CHANGED = '2030-01-01T00:00:00Z';

/** A user with rows that the archive has just so, rows that it has otherwise (the first of each kind), and rows that it does not have. */
async function account(): Promise<{ user: TestUser; archived: Graph; own: Graph; archive: Buffer }> {
  const [archived, all] = [sampleGraph(), sampleGraph()];
  const own = { ...all, rows: { ...all.rows, profile: [], profileContacts: [] } };
  const user = await userWith(service, archived);
  const archive = await service.export(user);
  for (const kind of CAROL_KINDS) await change(kind, idOf(archived, kind.name), CHANGED);
  await give(service, user, own);
  return { user, archived, own, archive };
}

const plansOf = async (user: TestUser, archive: Buffer): Promise<Plans> =>
  (await service.preview(user, archive)).body.plan;
const planOf = async (user: TestUser, archive: Buffer, mode: ImportMode): Promise<string> =>
  (await plansOf(user, archive))?.[mode] ?? '';

/** @throws unless the plan is refused with what the import would do now, and nothing changes */
async function expectStale(user: TestUser, archive: Buffer, mode: ImportMode, plan: string): Promise<void> {
  const before = await fingerprint(service);
  const now = (await service.preview(user, archive)).body;
  const refused = await service.import(user, archive, mode, plan);
  expect(refused).toMatchObject({ status: 409, body: { type: '/problems/preview-stale', mode } });
  expect(refused.body.effects).toEqual(now.effects?.[mode]);
  expect(refused.body['plan']).toBe(now.plan?.[mode]);
  expect(refused.body['plan']).not.toBe(plan);
  expect(await fingerprint(service)).toBe(before);
}

it('refuses a Replace that would delete more than was shown', async () => {
  const { user, archive } = await account();
  const { plan, effects } = (await service.preview(user, archive)).body;
  expect(effects?.['replace']?.['people']).toMatchObject({ delete: 2 });
  await service.import(user, archive, 'copies');
  await expectStale(user, archive, 'replace', plan?.['replace'] ?? '');
  expect(
    await service.import(user, archive, 'replace', await planOf(user, archive, 'replace')),
  ).toMatchObject({ status: 200, body: { effects: { people: { delete: 4 } } } });
});

/** Whether the plan of each mode is another than before, in the order of the modes. */
const isOther = (before: Plans, now: Plans): Record<string, boolean> =>
  Object.fromEntries(IMPORT_MODES.map((mode) => [mode, before?.[mode] !== now?.[mode]]));
const expected = (is: (mode: Mode) => boolean): Record<string, boolean> =>
  Object.fromEntries(IMPORT_MODES.map((mode) => [mode, is(MODES[mode])]));

const deletes = (mode: Mode): boolean => mode.rows.absent === 'delete';

describe('the digest of a plan', () => {
  it.each([
    ['the archive has otherwise', updatesRows],
    ['the archive does not have', deletes],
  ] as const)(
    'holds what each row is that %s, of every kind, where the mode touches it',
    async (what, is) => {
      const { user, archived, own, archive } = await account();
      const plans = await plansOf(user, archive);
      for (const kind of CAROL_KINDS) {
        const [row] = (what === 'the archive has otherwise' ? archived : own).rows[kind.name] ?? [];
        if (!row) continue;
        await change(kind, row.id, '2031-01-01T00:00:00Z');
        const now = await plansOf(user, archive);
        expect({ kind: kind.name, ...isOther(plans, now) }).toEqual({ kind: kind.name, ...expected(is) });
        await change(kind, row.id, what === 'the archive has otherwise' ? CHANGED : String(row.values['updatedAt'])); // prettier-ignore
      }
      // As it was, it is the same again.
      expect(await plansOf(user, archive)).toEqual(plans);
    },
  );

  it.each([
    ['the archive has just so', 'delete', ({ identity }: Mode) => identity === 'match'],
    ['the archive has otherwise', 'delete', ({ identity }: Mode) => identity === 'match'],
    ['the archive does not have', 'delete', deletes],
    ['the archive does not have', 'insert', deletes],
  ] as const)(
    'holds which rows are there that %s (%s), where the mode touches them',
    async (what, edit, is) => {
      const { user, archived, own, archive } = await account();
      const before = await plansOf(user, archive);
      if (edit === 'insert') await give(service, user, freshSkills());
      else {
        const graph = what === 'the archive does not have' ? own : archived;
        await remove('personTags', idOf(graph, 'personTags', what === 'the archive has just so' ? 1 : 0));
      }
      expect(isOther(before, await plansOf(user, archive))).toEqual(expected(is));
    },
  );
});

describe.each(IMPORT_MODES)('%s', (name) => {
  it('does not care what others have, though they take the UUIDs of the archive', async () => {
    const [user, other] = [await service.createUser(), await service.createUser()];
    const graph = sampleGraph();
    const archive = await packGraph(graph);
    const plan = await planOf(user, archive, name);
    await give(service, other, graph);
    await sql(`UPDATE person SET updated_at = now() WHERE user_id = $1`, [other.id]);
    expect(await planOf(user, archive, name)).toBe(plan);
    expect(await service.import(user, archive, name, plan)).toMatchObject({ status: 200 });
  });
});

it('is of one archive and one mode', async () => {
  const { user, archived, archive } = await account();
  const plan = await planOf(user, archive, 'copies');
  const names = { [idOf(archived, 'personTags')]: randomUUID() };
  await expectStale(user, await packGraph(renamed(archived, names)), 'copies', plan);
  await expectStale(user, archive, 'fill', plan);
});

it('is carried out whatever has changed where a script says so', async () => {
  const { user, archive } = await account();
  const { sha256 } = (await service.preview(user, archive)).body.archive;
  for (const confirm of ['true', sha256]) {
    await give(service, user, freshSkills());
    const { status, body } = await service.import(user, archive, 'replace', confirm);
    expect([status, (body.effects['skills']?.delete ?? 0) >= 2]).toEqual([200, true]);
  }
});

/** Rows that refer to no others. */
function freshSkills(): Graph {
  const { skillSections = [], skills = [] } = sampleGraph().rows;
  const none = Object.fromEntries(CAROL_KINDS.map(({ name }) => [name, []]));
  return { rows: { ...none, skillSections, skills }, files: new Map() };
}
