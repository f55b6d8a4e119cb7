/** The laws of data portability, for a host's own kinds: one call in a spec of the host, over arbitrary data of every kind. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assertSchema } from '../storage/schema/assert-schema.js';
import { graphArbitrary, type Graph } from './graph-arbitrary.js';
import { subjectOf, type LawsHost, type Subject } from './host.js';
import {
  partCase,
  partGivesItselfBack,
  partIsImportedAlone,
  plannedOrRefused,
  type PartCase,
} from './part-laws.js';
import type { TestFrame } from './test-frame.js';

export interface LawsOptions {
  /** Accounts that each law is tried on; default 5. */
  readonly runs?: number;
  /** Milliseconds that a law may take; default a minute. */
  readonly timeout?: number;
  /** Of a run that failed, as fast-check printed it: the same data again. Default: other data each time. */
  readonly seed?: number;
}

const effectsOf = (effects: Readonly<Record<string, number>>[], effect: string): number =>
  effects.reduce((sum, each) => sum + (each[effect] ?? 0), 0);

/** How often an archive's files name one of its rows, beside where that stands. */
function namesIn(files: ReadonlyMap<string, string>): number {
  const texts = [...files].filter(([path]) => path.endsWith('.yaml')).map(([, text]) => text);
  const rows = new Set(texts.flatMap((text) => [...text.matchAll(ROW)].map(([, id]) => id)));
  const named = texts.flatMap((text) => text.match(UUID) ?? []).filter((id) => rows.has(id));
  return named.length - rows.size;
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** The key of a row in an area file. */
const ROW = new RegExp(`^ *(${UUID.source}):`, 'gm');

/**
 * Declares the laws as tests.
 * @param host asked when a law runs; what the laws write stays in its database
 * @example
 * describePortability({ describe, it }, () => ({ app, createUser: async () => (await users.create()).id }));
 */
export function describePortability(
  { describe, it }: TestFrame,
  host: () => LawsHost,
  { runs = 5, timeout = 60_000, seed }: LawsOptions = {},
): void {
  /** Tries a law on arbitrary data, a row of every kind at least. */
  const law = (name: string, holds: (subject: Subject, data: Graph) => Promise<void>): unknown =>
    it(
      name,
      async () => {
        const subject = subjectOf(host());
        const data = graphArbitrary(subject.portability.graph.kinds, { minRows: 1, maxRows: 3 });
        await fc.assert(
          fc.asyncProperty(data, async (graph) => holds(subject, await subject.renamed(graph))),
          { numRuns: runs, endOnFailure: true, ...(seed !== undefined && { seed }) },
        );
      },
      timeout,
    );
  const inEachMode = (
    subject: Subject,
    identity: 'match' | 'fresh' | 'any',
    holds: (mode: string) => Promise<void>,
  ): Promise<void> =>
    Object.entries(subject.portability.modes)
      .filter(([, mode]) => identity === 'any' || mode.identity === identity)
      .reduce((before, [name]) => before.then(() => holds(name)), Promise.resolve());

  describe('data portability', () => {
    it('declares every column as it is', () => assertSchema(subjectOf(host()).portability), timeout);

    law('gives back what was exported, into an account that lost it', async (subject, data) => {
      const user = await subject.userWith(data);
      const archive = await subject.export(user);
      await subject.clear(user);
      await subject.import(user, archive, 'replace');
      assert.deepEqual(await subject.timeless(await subject.export(user)), await subject.timeless(archive));
    });

    law('does what the preview announced, in every mode', async (subject, data) => {
      const archive = await subject.export(await subject.userWith(data));
      await inEachMode(subject, 'any', async (mode) => {
        const user = await subject.createUser();
        const before = await subject.rows(user);
        const preview = await subject.preview(user, archive);
        assert.deepEqual([preview.valid, preview.errors], [true, []]);
        const items = await subject.items(user, archive, mode);
        assert.deepEqual(await subject.rows(user), before);
        const { effects } = await subject.import(user, archive, mode, {
          confirm: preview.plan?.[mode] ?? '',
        });
        assert.deepEqual(effects, preview.effects?.[mode]);
        for (const effect of ['create', 'update', 'delete', 'skip']) {
          const told = items.filter((item) => item.effect === effect).length;
          assert.deepEqual([effect, told], [effect, effectsOf(Object.values(effects) as never, effect)]);
        }
        assert.equal((await subject.rows(user)).length, effectsOf(Object.values(effects) as never, 'create'));
      });
    });

    law('changes nothing the second time, in every mode that knows rows again', async (subject, data) => {
      const archive = await subject.export(await subject.userWith(data));
      await inEachMode(subject, 'match', async (mode) => {
        const user = await subject.createUser();
        await subject.import(user, archive, mode);
        const before = await subject.rows(user);
        await subject.import(user, archive, mode);
        assert.deepEqual(await subject.rows(user), before);
      });
    });

    law('leads texts to the same rows, in every mode', async (subject, data) => {
      const archive = await subject.export(await subject.userWith(data));
      const named = namesIn(await subject.timeless(archive));
      await inEachMode(subject, 'any', async (mode) => {
        const user = await subject.createUser();
        await subject.import(user, archive, mode);
        assert.equal(namesIn(await subject.timeless(await subject.export(user))), named);
      });
    });

    law('adds, and changes nothing, in every mode that makes rows anew', async (subject, data) => {
      await inEachMode(subject, 'fresh', async (mode) => {
        const user = await subject.userWith(data);
        const archive = await subject.export(user);
        for (let round = 0; round < 2; round++) {
          const before = await subject.rows(user);
          const preview = await subject.preview(user, archive);
          const planned = await plannedOrRefused(subject, preview, { user, archive, mode });
          if (!planned.effects) return assert.deepEqual(await subject.rows(user), before);
          const { effects } = await subject.import(user, archive, mode);
          const after = await subject.rows(user);
          assert.deepEqual(
            before.filter((row) => !after.includes(row)),
            [],
          );
          assert.equal(after.length - before.length, effectsOf(Object.values(effects) as never, 'create'));
        }
      });
    });

    const partLaw = (name: string, holds: (subject: Subject, drawn: PartCase) => Promise<void>): unknown =>
      it(
        name,
        async () => {
          const subject = subjectOf(host());
          const { graph, modes } = subject.portability;
          await fc.assert(
            fc.asyncProperty(partCase(graph, Object.keys(modes)), (drawn) => holds(subject, drawn)),
            { numRuns: runs, endOnFailure: true },
          );
        },
        timeout,
      );
    partLaw('gives back what was exported of a part, and touches nothing else', partGivesItselfBack);
    partLaw('imports of a part, in every mode, just what was announced', partIsImportedAlone);

    law('touches nobody else, whose archive it ever is', async (subject, data) => {
      const archive = await subject.export(await subject.userWith(data));
      await inEachMode(subject, 'any', async (mode) => {
        const user = await subject.createUser();
        const others = await subject.rows(user, 'others');
        await subject.import(user, archive, mode);
        assert.deepEqual(await subject.rows(user, 'others'), others);
        const mine = (await subject.timeless(await subject.export(user))).get('manifest.yaml');
        assert.ok(mine);
        const own = (await subject.rows(user)).join('\n');
        for (const { id } of Object.values(data.rows).flat()) assert.ok(!own.includes(id));
      });
    });
  });
}
