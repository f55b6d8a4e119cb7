/** The way back: an import is undone to the last byte, whatever it did, and nothing that was done since is lost unasked. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { IMPORT_MODES } from '../../src/portability/kinds.js';
import { graphArbitrary, type Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { GRAPH, packGraph, sampleGraph } from '../support/sample.js';
import { fingerprint, give, userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { accountsOf, historyOf, keyOf, removeCopy, undo } from '../support/undoing.js';

const RUNS = { numRuns: 3, endOnFailure: true };
const anyGraph = graphArbitrary(CAROL_KINDS, { maxRows: 3 });
const fullGraph = graphArbitrary(CAROL_KINDS, { minRows: 1, maxRows: 3 });

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ UNDO_DAYS: '7' });
});
afterAll(() => service?.close());
const { sql, contentOf, expectTidy, imported } = accountsOf(() => service);

/** Some areas, and rows that are left out; or all. */
const anyPart = fc.record({
  areas: fc.option(
    fc.subarray(
      GRAPH.areas.map(({ name }) => name),
      { minLength: 1 },
    ),
    { nil: undefined },
  ),
  skip: fc.array(fc.nat(), { maxLength: 3 }),
});

const withoutProfile = (graph: Graph): Graph => ({
  ...graph,
  rows: { ...graph.rows, profile: [], profileContacts: [] },
});

/** A user who has something, and an archive of which the user has a part, changed. */
async function accountAndArchive(
  mine: Graph,
  theirs: Graph,
): Promise<{ readonly user: TestUser; readonly archive: Buffer }> {
  const user = await userWith(service, theirs);
  const archive = await service.export(user);
  await give(service, user, withoutProfile(mine));
  for (const { table } of CAROL_KINDS)
    await sql(
      `UPDATE "${table}" SET updated_at = '2020-02-02T02:02:02Z' WHERE user_id = $1 AND ctid IN
       (SELECT ctid FROM "${table}" WHERE user_id = $1 ORDER BY id LIMIT 1)`,
      [user.id],
    );
  return { user, archive };
}

describe.each(IMPORT_MODES)('%s', (mode) => {
  it('is undone to the last byte, and so is the undoing, also of a part', async () => {
    await fc.assert(
      fc.asyncProperty(anyGraph, fullGraph, fc.boolean(), anyPart, async (mine, theirs, same, part) => {
        const { user, archive } = same
          ? await accountAndArchive(mine, theirs)
          : { user: await userWith(service, mine), archive: await packGraph(theirs) };
        const before = await contentOf(user);
        const ids = Object.values(theirs.rows).flatMap((rows) => rows.map(({ id }) => id));
        const skip = part.skip.map((nth) => ids[nth % ids.length] ?? '');
        const choice = part.areas && { areas: part.areas, ...(skip.length > 0 && { skip }) };
        const imported = await service.import(user, archive, mode, choice);
        // Rows of another area may refer to what would be deleted.
        expect(imported.status).toBe(imported.body.errors?.[0]?.code === 'kept-reference' ? 422 : 200);
        const after = await contentOf(user);
        if (!imported.body.undo) {
          expect(after).toEqual(before);
          return;
        }
        const undone = await undo(service, user, keyOf(imported));
        expect(undone).toMatchObject({ status: 200, body: { mode: 'replace', undoes: keyOf(imported) } });
        expect(await contentOf(user)).toEqual(before);
        await expectTidy(user);
        expect(await undo(service, user, keyOf(undone))).toMatchObject({ status: 200 });
        expect(await contentOf(user)).toEqual(after);
        await expectTidy(user);
      }),
      RUNS,
    );
  });
});

describe('a preview of undoing', () => {
  const linesOf = async (user: TestUser, key: string, accept: string): Promise<readonly unknown[]> => {
    const answer = await fetch(`${service.url}/api/import/${key}/undo`, {
      headers: { authorization: `Bearer ${user.token}`, accept },
    });
    return (await answer.text())
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
  };

  it('tells the rows that undoing would take along, under the plan that it agrees to, and changes nothing', async () => {
    const { user, key } = await imported();
    await sql(`UPDATE person SET updated_at = now() WHERE id IN (SELECT id FROM person WHERE user_id = $1 LIMIT 1)`, [user.id]); // prettier-ignore
    const state = await fingerprint(service);
    const { body } = await undo(service, user, key);
    const [report, ...rows] = await linesOf(user, key, 'application/x-ndjson');
    expect(report).toMatchObject({ plan: { replace: body.plan }, effects: { replace: body.effects } });
    expect(rows.at(-1)).toEqual({ end: true, items: rows.length - 1 });
    const deleted = rows.filter((row) => (row as { effect?: string }).effect === 'delete');
    const announced = Object.values(body.effects as Record<string, { delete: number }>);
    expect(deleted).toHaveLength(announced.reduce((sum, counts) => sum + counts.delete, 0));
    expect(await linesOf(user, key, 'application/json')).toEqual([report]);
    expect(await fingerprint(service)).toEqual(state);
  });

  it('is not to be had by others, nor of what cannot be undone', async () => {
    const { key } = await imported();
    const other = await userWith(service, sampleGraph());
    for (const missing of [key, randomUUID()])
      expect(await linesOf(other, missing, 'application/x-ndjson')).toMatchObject([{ status: 404 }]);
  });
});

describe('where something has changed since the import', () => {
  it('says what would be lost, and does just that when it is confirmed', async () => {
    const { user, key, before } = await imported();
    await sql(`UPDATE person SET updated_at = now() WHERE id IN (SELECT id FROM person WHERE user_id = $1 LIMIT 1)`, [user.id]); // prettier-ignore
    const state = await fingerprint(service);
    const refused = await undo(service, user, key);
    expect(refused).toMatchObject({
      status: 409,
      body: { type: '/problems/preview-stale', mode: 'replace', effects: { people: { delete: 2 } } },
    });
    const plan = String(refused.body['plan']);
    await give(service, user, withoutProfile(sampleGraph()));
    const stale = await undo(service, user, key, { confirm: plan });
    expect(stale).toMatchObject({ status: 409, body: { effects: { people: { delete: 4 } } } });
    expect(stale.body['plan']).not.toBe(plan);
    expect(state).not.toBe(await fingerprint(service));
    const undone = await undo(service, user, key, { confirm: String(stale.body['plan']) });
    expect(undone).toMatchObject({ status: 200, body: { effects: { people: { delete: 4 } } } });
    expect(await contentOf(user)).toEqual(before);
  });

  it('needs no confirmation where it is again what it was, and does whatever there is to do where a script says so', async () => {
    const { user, key, before } = await imported();
    const edit = (): Promise<unknown> =>
      sql(`UPDATE skill SET updated_at = updated_at + interval '1 day' WHERE user_id = $1`, [user.id]);
    await edit();
    expect((await undo(service, user, key)).status).toBe(409);
    await sql(`UPDATE skill SET updated_at = updated_at - interval '1 day' WHERE user_id = $1`, [user.id]);
    const undone = await undo(service, user, key);
    expect(undone.status).toBe(200);
    expect(await contentOf(user)).toEqual(before);
    await edit();
    expect((await undo(service, user, keyOf(undone), { confirm: 'true', form: 'parts' })).status).toBe(200);
  });

  it.each(['yes', '1', 'a'.repeat(63)])('refuses confirm=%s, wherever it stands', async (confirm) => {
    const { user, key } = await imported();
    for (const form of [undefined, 'parts', 'pairs', 'json'] as const)
      expect(await undo(service, user, key, { confirm, form })).toMatchObject({
        status: 400,
        body: { type: '/problems/invalid-parameter', errors: [{ parameter: 'confirm' }] },
      });
  });
});

describe('the key of an undoing', () => {
  it('stands for one: it is done once, and answered again', async () => {
    const { user, key, before } = await imported();
    const own = randomUUID();
    const first = await undo(service, user, key, { key: own });
    expect(first).toMatchObject({ status: 200, body: { undo: { key: own }, undoes: key } });
    const again = await undo(service, user, key, { key: own });
    expect([again.body, again.headers.get('idempotent-replayed')]).toEqual([first.body, 'true']);
    expect(await contentOf(user)).toEqual(before);
    // Without a key it is another wish: what was kept is used up.
    expect((await undo(service, user, key)).status).toBe(404);
    expect(await undo(service, user, key, { key: own, confirm: 'true' })).toMatchObject({
      body: { type: '/problems/idempotency-key-reused' },
    });
  });
});

describe('the history', () => {
  it('tells the last imports, and which of them can be undone', async () => {
    const { user, key } = await imported();
    const undone = await undo(service, user, key);
    const [last, first, ...others] = await historyOf(service, user);
    expect(others).toEqual([]);
    expect(last).toMatchObject({
      key: keyOf(undone),
      mode: 'replace',
      undoes: key,
      effects: undone.body.effects,
    });
    expect(last?.undo?.until).toBe(undone.body.undo?.until);
    expect(last?.undo?.bytes).toBeGreaterThan(1_000);
    expect(first).toMatchObject({ key, mode: 'copies', undoes: null, undo: null });
    const days = (Date.parse(last?.undo?.until ?? '') - Date.parse(last?.importedAt ?? '')) / 86_400_000;
    expect(days).toBeCloseTo(7, 2);
  });

  it('is one of its own for each, and so is what is kept', async () => {
    const { user, key } = await imported();
    const other = await userWith(service, sampleGraph());
    expect(await historyOf(service, other)).toEqual([]);
    const state = await fingerprint(service);
    for (const each of [key, randomUUID()]) {
      expect(await undo(service, other, each)).toMatchObject({ status: 404 });
      expect(await removeCopy(service, other, each)).toMatchObject({ status: 404 });
    }
    expect(await fingerprint(service)).toBe(state);
    expect(await undo(service, user, key)).toMatchObject({ status: 200 });
  });
});
