/** What only the whole archive can show: UUIDs that stand twice, and circles. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { IMPORT_MODES, MODES, updatesRows, type ImportMode } from '../../src/portability/kinds.js';
import { patience } from '../support/patience.js';
import { expectRefused } from '../support/refusals.js';
import {
  NOTHING,
  cloneRow,
  idOf,
  packGraph,
  packTexts,
  rowIn,
  sampleGraph,
  siblings,
} from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service?.close());

const organizations = (rows: Record<string, object>): Promise<Buffer> =>
  packGraph(NOTHING, (trees) => Object.assign(trees, { organizations: rows }));

describe('a UUID that stands twice', () => {
  it('is refused, whatever two kinds it stands for', async () => {
    const graph = sampleGraph();
    // Each kind's clone takes the UUID of the kind before it, under which something else stands.
    const pairs = CAROL_KINDS.slice(1).map((kind, index) => [kind, CAROL_KINDS[index]?.name ?? ''] as const);
    const archive = await packGraph(graph, (trees) => {
      for (const [kind, other] of pairs) {
        if (kind.blob) continue;
        const [row, id] = cloneRow(trees, graph, kind.name);
        const list = siblings(trees, graph, kind, 1);
        delete list[id];
        list[idOf(graph, other)] = row;
      }
    });
    const refused = pairs.filter(([kind]) => !kind.blob);
    const errors = await expectRefused(service, archive, {
      slug: 'validation-failed',
      codes: refused.map(() => 'duplicate-id'),
    });
    const twice = new Set(errors.map(({ pointer }) => pointer?.split('/').at(-1)));
    expect(twice).toEqual(new Set(refused.map(([, other]) => idOf(graph, other))));
  });

  it('is refused for a child under two parents, and the pointer leads to the second', async () => {
    const graph = sampleGraph();
    const child = idOf(graph, 'personTags');
    const second = idOf(graph, 'people', 1);
    const archive = await packGraph(graph, (trees) => {
      (rowIn(trees, graph, 'people', 1)['tags'] as Record<string, object>)[child] = { tag: 'twice' };
    });
    const first = idOf(graph, 'people');
    const [error] = await expectRefused(service, archive, {
      slug: 'validation-failed',
      codes: ['duplicate-id'],
    });
    // Of two the one under the greater parent is in the way.
    expect(error?.pointer).toBe(`#/${first > second ? first : second}/tags/${child}`);
  });

  it('is refused in one list, in whatever letters and however far apart', async () => {
    const id = randomUUID().replace(/^./, 'a');
    const filler = Array.from({ length: 8_000 }, () => `${randomUUID()}:\n  givenName: Ada\n`);
    const text = (other: string): string =>
      `${id}:\n  givenName: One\n${filler.join('')}${other}:\n  givenName: Other\n`;
    for (const other of [id, id.toUpperCase()]) {
      const archive = await packTexts({ 'people.yaml': text(other) });
      const errors = await expectRefused(service, archive, {
        slug: 'yaml-invalid',
        codes: ['duplicate-key'],
      });
      expect(errors).toEqual([expect.objectContaining({ file: 'people.yaml', line: 16_003, column: 1 })]);
    }
  });

  it('is counted as often as it is wrong, though a thousand are told', async () => {
    const ids = Array.from({ length: 1_500 }, () => randomUUID());
    const people = ids.map((id) => `${id}: {givenName: A}\n`).join('');
    const groups = ids.map((id) => `${id}: {name: B}\n`).join('');
    const archive = await packTexts({ 'people.yaml': people, 'organizations.yaml': groups });
    const user = await service.createUser();
    const { body } = await service.preview(user, archive);
    expect({ errorCount: body.errorCount, told: body.errors.length }).toEqual({
      errorCount: 1_500,
      told: 1_000,
    });
    const refused = await service.import(user, archive, 'merge');
    expect(refused.body).toMatchObject({ errorCount: 1_500, errors: body.errors });
  });
});

describe('a circle of organizations', () => {
  const chain = (ids: readonly string[], last: string | null): Record<string, object> =>
    Object.fromEntries(ids.map((id, index) => [id, { name: 'N', parentId: ids[index + 1] ?? last }]));
  const fresh = (length: number): string[] => Array.from({ length }, () => randomUUID());

  it.each([1, 2, 3, 64, 1_000])('of %i is refused, every member named', async (length) => {
    const ids = fresh(length);
    const errors = await expectRefused(service, await organizations(chain(ids, ids[0] ?? null)), {
      slug: 'reference-broken',
      codes: ids.map(() => 'cycle'),
    });
    expect(errors.map(({ pointer }) => pointer)).toEqual(ids.map((id) => `#/${id}/parentId`));
  });

  it('is refused with those that stand below it, and not with those beside it', async () => {
    const [circle, below, beside] = [fresh(3), fresh(4), fresh(5)];
    const archive = await organizations({
      ...chain(circle, circle[0] ?? null),
      ...chain(below, circle[1] ?? null),
      ...chain(beside, null),
    });
    await expectRefused(service, archive, {
      slug: 'reference-broken',
      codes: [...circle, ...below].map(() => 'cycle'),
    });
  });

  it('is not seen in a chain, however long, and the answer comes soon', async () => {
    const ids = fresh(20_000);
    const user = await service.createUser();
    const started = performance.now();
    const { body } = await service.preview(user, await organizations(chain(ids, null)));
    expect(performance.now() - started).toBeLessThan(10_000 * patience());
    expect(body).toMatchObject({ valid: true, effects: { merge: { organizations: { create: 20_000 } } } });
  });

  it('through rows that merge keeps blocks merge alone, as fill would not write it', async () => {
    const [above, below, newcomer] = [...fresh(3)] as [string, string, string];
    const plain = sampleGraph().rows['organizations']?.[0]?.values ?? {};
    const user = await userWith(service, {
      rows: {
        organizations: [
          { id: above, values: { ...plain, parentId: null, logo: null } },
          { id: below, values: { ...plain, parentId: above, logo: null } },
        ],
      },
      files: new Map(),
    });
    // `above` comes below a newcomer, which would come below what is kept: `below`.
    const whole = await organizations({
      [above]: { name: 'A', parentId: newcomer },
      [newcomer]: { name: 'N' },
    });
    const { effects } = (await service.preview(user, whole)).body;
    for (const mode of IMPORT_MODES)
      expect({ mode, effects: effects?.[mode] }).not.toMatchObject({ effects: null });
    const reaches = (mode: ImportMode): boolean => MODES[mode].references === 'archive-or-own';
    const updating = IMPORT_MODES.filter((mode) => reaches(mode) && updatesRows(MODES[mode]));
    const closed = IMPORT_MODES.filter((mode) => !reaches(mode));
    const closing = await organizations({
      [above]: { name: 'A', parentId: newcomer },
      [newcomer]: { name: 'N', parentId: below },
    });
    await expectRefused(service, closing, {
      slug: 'reference-broken',
      codes: ['cycle', 'cycle'],
      modes: updating,
      user,
    });
    await expectRefused(service, closing, {
      slug: 'reference-broken',
      codes: ['dangling'],
      modes: closed,
      user,
    });
    const { body } = await service.preview(user, closing);
    expect(body).toMatchObject({
      valid: true,
      effects: {
        ...Object.fromEntries([...updating, ...closed].map((mode) => [mode, null])),
        fill: { organizations: { create: 1, skip: 1, keep: 2 } },
      },
    });
    expect(body.warnings.map(({ code, mode }) => `${code} ${mode}`).sort()).toEqual(
      [
        ...updating.flatMap((mode) => [`cycle ${mode}`, `cycle ${mode}`]),
        ...closed.map((mode) => `dangling ${mode}`),
      ].sort(),
    );
  });
});
