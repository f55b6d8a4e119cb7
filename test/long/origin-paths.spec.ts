/** Along any path of accounts and instances, each account has one row for each thing. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { linkFields, targetsOf } from '../../src/portability/kinds.js';
import { graphArbitrary, type Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { canonicalIds } from '../support/canonical-ids.js';
import { GRAPH } from '../support/sample.js';
import { give } from '../support/seeded.js';
import {
  type Account,
  carry,
  expectUnchanged,
  exported,
  forget,
  here,
  there,
  useTwoServices,
} from '../http/two-services.js';

useTwoServices();

describe('along any path', () => {
  const PLACES = ['here', 'here', 'here', 'there', 'there'] as const;
  const account = fc.nat({ max: PLACES.length - 1 });
  const graph = graphArbitrary(CAROL_KINDS, { maxRows: 2 });
  const leaves = CAROL_KINDS.filter(
    (kind) =>
      GRAPH.childrenOf(kind).length === 0 &&
      !CAROL_KINDS.some((other) =>
        linkFields(other).some((field) => targetsOf(field, GRAPH.blobKind).includes(kind.name)),
      ),
  );
  const move = (mode: string) => fc.record({ step: fc.constant(mode), from: account, at: account });
  const step = fc.oneof(
    { weight: 6, arbitrary: move('merge') },
    { weight: 2, arbitrary: move('fill') },
    { weight: 2, arbitrary: move('replace') },
    { weight: 2, arbitrary: fc.record({ step: fc.constant('add'), at: account, graph }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('change'), at: account }) },
    { weight: 2, arbitrary: fc.record({ step: fc.constant('remove'), at: account, seed: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('renew'), at: account }) },
  );

  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

  const withoutProfile = (data: Graph): Graph => ({
    ...data,
    rows: { ...data.rows, profile: [], profileContacts: [] },
  });

  /** What a person does in the app. */
  async function editRows({ on, user }: Account, step: Step): Promise<void> {
    const sql = on.instance.dataSource;
    if ('graph' in step) return give(on, user, withoutProfile(step.graph));
    if ('seed' in step) {
      const { table } = leaves[step.seed % leaves.length] ?? { table: '' };
      await sql.query(`DELETE FROM "${table}" WHERE user_id = $1 AND id = (SELECT max(id) FROM "${table}" WHERE user_id = $1)`, [user.id]); // prettier-ignore
    } else
      await sql.query(`UPDATE person SET updated_at = now(), given_name = given_name || '!' WHERE user_id = $1`, [user.id]); // prettier-ignore
  }

  /** An import adds what the account does not have, by what it is known by, and nothing else. */
  async function carriedOnce(from: Account, to: Account, mode: string): Promise<void> {
    const archive = await exported(from);
    const [brought, before] = [await canonicalIds(archive), await canonicalIds(await exported(to))];
    const effects = await carry(archive, to, mode);
    const after = await canonicalIds(await exported(to));
    for (const { name, singleton } of CAROL_KINDS) {
      const [bring, had, has] = [brought[name] ?? [], before[name] ?? [], after[name] ?? []];
      const all = mode === 'replace' ? bring : [...new Set([...had, ...bring])].sort();
      if (singleton) expect({ name, rows: has.length }).toEqual({ name, rows: Math.min(1, all.length) });
      else {
        expect({ name, has }).toEqual({ name, has: all });
        const create = bring.filter((id) => !had.includes(id)).length;
        expect({ name, create: effects[name]?.create }).toEqual({ name, create });
      }
    }
  }

  it('each account has one row for each thing, and what it has is never added again', async () => {
    await fc.assert(
      fc.asyncProperty(graph, fc.array(step, { minLength: 4, maxLength: 8 }), async (first, steps) => {
        const accounts: Account[] = [];
        for (const place of PLACES) {
          const on = place === 'here' ? here : there;
          accounts.push({ on, user: await on.createUser() });
        }
        const at = (index: number): Account => accounts[index] as Account;
        await give(here, at(0).user, first);
        for (const step of steps) {
          if ('from' in step) await carriedOnce(at(step.from), at(step.at), step.step);
          else if (step.step === 'renew') {
            await forget(at(step.at));
            accounts[step.at] = { ...at(step.at), user: await at(step.at).on.createUser() };
          } else await editRows(at(step.at), step);
        }
        // Twice around, and everybody has everything, with the same values.
        const ring = accounts.map((from, index) => [from, at((index + 1) % accounts.length)] as const);
        for (const [from, to] of [...ring, ...ring].slice(0, -2)) await carry(from, to);
        const archives = await Promise.all(accounts.map(exported));
        for (const archive of archives) for (const to of accounts) expectUnchanged(await carry(archive, to));
        for (const { on, user } of accounts) await forget({ on, user });
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });
});
