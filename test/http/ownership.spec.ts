/** Nobody reads, changes or learns of another's data by an archive, wherever in it another's UUID stands. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { IMPORT_MODES, linkFields, type LinkField, targetsOf } from '../../src/portability/kinds.js';
import { readFiles, withoutOrigins } from '../support/archive-files.js';
import type { Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { readRows } from '../support/rows.js';
import {
  GRAPH,
  idOf,
  cloneRow,
  mediaName,
  packGraph,
  renamed,
  rowIn,
  sampleGraph,
  type TreeRow,
} from '../support/sample.js';
import { expectRefused, type Errors } from '../support/refusals.js';
import { fingerprint, othersFingerprint, userWith } from '../support/seeded.js';
import { startTestService, type Answer, type TestService, type TestUser } from '../support/service.js';

const KINDS = CAROL_KINDS.map(({ name }) => name);
/** Every place in an archive where a UUID refers to a row, by the kind that it leads to. */
const LINKS = CAROL_KINDS.flatMap((kind) =>
  linkFields(kind).flatMap((field) =>
    targetsOf(field, GRAPH.blobKind).map((target) => [kind.name, field.key, target, field] as const),
  ),
);

const NOTHING: Graph = { rows: {}, files: new Map() };

let service: TestService;
let victim: TestUser;
let theirs: Graph;
beforeAll(async () => {
  service = await startTestService();
  theirs = sampleGraph();
  victim = await userWith(service, theirs);
});
afterAll(() => service?.close());

/** What two answers are compared by: everything but what differs between any two requests. */
function comparable({ status, body }: Answer<object>, ...ids: readonly string[]): string {
  const { archive, durationMs: _, instance: __, ...rest } = body as Record<string, unknown>;
  const told = JSON.stringify({ status, archive: { ...(archive as object), sha256: '' }, ...rest });
  return ids.reduce((text, id) => text.replaceAll(id, '<id>'), told);
}

/** The area files without origins: those say again what the user's own archive said. */
const exported = async (user: TestUser): Promise<string> =>
  [...(await readFiles(await service.export(user))).entries()]
    .filter(([path]) => path.endsWith('.yaml') && path !== 'manifest.yaml')
    .map(([path, body]) => `${path}\n${withoutOrigins(body.toString())}`)
    .join('\n');

/** Points a link of the second row of a kind at another UUID. */
function point(row: TreeRow, field: LinkField, target: string, id: string): void {
  row[field.key] = field.type === 'media' ? mediaName(id) : id;
  if (field.type === 'reference' && typeof field.target !== 'string') {
    const { by, kinds } = field.target;
    row[by] = Object.keys(kinds).find((value) => kinds[value] === target);
  }
}

/** The rows of the graph under new names. */
const freshNames = (graph: Graph): Record<string, string> =>
  Object.fromEntries(
    Object.values(graph.rows)
      .flat()
      .map(({ id }) => [id, randomUUID()]),
  );

describe.each(IMPORT_MODES)('another’s UUIDs as the ids of rows, in %s', (mode) => {
  let before: string;
  let importer: TestUser;
  let withTaken: Answer<{ effects: Record<string, unknown> }>;
  let withFree: Answer<{ effects: Record<string, unknown> }>;
  let shown: string;
  beforeAll(async () => {
    const mine = sampleGraph();
    importer = await service.createUser();
    const other = await service.createUser();
    const taken = Object.fromEntries(KINDS.map((kind) => [idOf(mine, kind), idOf(theirs, kind)]));
    const archive = await packGraph(renamed(mine, taken));
    const free = await packGraph(renamed(mine, freshNames(mine)));
    before = await othersFingerprint(service, importer);
    const [one, two] = [await service.preview(importer, archive), await service.preview(other, free)];
    expect(one.body.valid).toBe(true);
    expect(comparable(one)).toBe(comparable(two));
    withTaken = await service.import(importer, archive, mode);
    expect(await othersFingerprint(service, importer)).toBe(before);
    withFree = await service.import(other, free, mode);
    shown = await exported(importer);
    // What was imported is whole: it can be exported and imported again.
    const again = await service.import(importer, await service.export(importer), 'replace');
    for (const kind of KINDS)
      expect({ kind, ...again.body.effects[kind] }).toMatchObject({ kind, create: 0, update: 0, delete: 0 });
  });

  it('are answered like such as exist nowhere', () => {
    expect(withTaken.status).toBe(200);
    expect(comparable(withTaken)).toBe(comparable(withFree));
  });

  it.each(KINDS)('of %s leave the other’s row and make a new one', async (kind) => {
    expect(withTaken.body.effects[kind]).toMatchObject({ create: theirs.rows[kind]?.length, update: 0 });
    expect(shown).not.toContain(idOf(theirs, kind));
    const rows = await readRows(service.instance.dataSource, victim.id, [GRAPH.kind(kind)]);
    expect(rows[kind]?.map(({ id }) => id)).toContain(idOf(theirs, kind));
  });
});

describe('the time of an answer', () => {
  it('does not tell whether a UUID is another’s', async () => {
    const importer = await service.createUser();
    const mine = sampleGraph();
    const PAIRS = 14;
    const timeOf = async (id: string): Promise<number> => {
      const archive = await packGraph(renamed(mine, { [idOf(mine, 'people')]: id }));
      const started = performance.now();
      await service.preview(importer, archive);
      return performance.now() - started;
    };
    let slower = 0;
    for (let pair = 0; pair < PAIRS; pair++) {
      const ids = [idOf(theirs, 'people'), randomUUID()] as const;
      // Each of the two comes first as often as second.
      const [first, second] = pair % 2 === 0 ? ids : [ids[1], ids[0]];
      const times = [await timeOf(first), await timeOf(second)] as const;
      if (times[0] > times[1] === (pair % 2 === 0)) slower++;
    }
    // By chance alone one of the two wins 13 of 14 twice in a thousand times.
    expect(slower).toBeGreaterThanOrEqual(2);
    expect(slower).toBeLessThanOrEqual(PAIRS - 2);
  });
});

/** An archive with one row for each link, which leads where `idFor` says. */
async function linked(
  graph: Graph,
  idFor: (target: string) => string,
): Promise<{ readonly archive: Buffer; readonly rows: readonly string[] }> {
  const rows: string[] = [];
  const archive = await packGraph(graph, (trees) => {
    for (const [kind, , target, field] of LINKS) {
      const alone = GRAPH.kind(kind).singleton;
      const [row, id] = alone ? [rowIn(trees, graph, kind), idOf(graph, kind)] : cloneRow(trees, graph, kind);
      point(row, field, target, idFor(target));
      rows.push(id);
    }
  });
  return { archive, rows };
}

/** @param links of which there is one finding each, and none of the others */
const expectEachLink = (errors: Errors, rows: readonly string[], code: string, links = LINKS): void => {
  LINKS.forEach((link, index) => {
    const [kind, key] = link;
    const found = errors.filter(({ pointer }) => pointer?.endsWith(`/${rows[index]}/${key}`));
    if (!links.includes(link)) return void expect(found).toEqual([]);
    expect(found).toEqual([
      expect.objectContaining({ code, file: `${GRAPH.kind(kind).area}.yaml`, line: expect.any(Number) }),
    ]);
    expect(found[0]?.line).toBeGreaterThan(1);
  });
};

describe('a reference, in every place where one can stand', () => {
  it('to another’s row is answered like one to a row that exists nowhere', async () => {
    const mine = sampleGraph();
    const told: string[] = [];
    for (const idFor of [(target: string) => idOf(theirs, target), () => randomUUID()]) {
      const { archive, rows } = await linked(mine, idFor);
      const errors = await expectRefused(service, archive, {
        slug: 'reference-broken',
        codes: LINKS.map(() => 'dangling'),
        canaries: Object.values(theirs.rows).flatMap((list) => list.map(({ id }) => id)),
      });
      expectEachLink(errors, rows, 'dangling');
      told.push(rows.reduce((text, id, index) => text.replaceAll(id, `<${index}>`), JSON.stringify(errors)));
    }
    expect(told[0]).toBe(told[1]);
  });

  it('to a row of another kind is refused as such', async () => {
    const mine = sampleGraph();
    const { archive, rows } = await linked(mine, (target) =>
      idOf(mine, target === 'skills' ? 'skillSections' : 'skills'),
    );
    const errors = await expectRefused(service, archive, {
      slug: 'reference-broken',
      codes: LINKS.map(() => 'wrong-kind'),
    });
    expectEachLink(errors, rows, 'wrong-kind');
  });

  it('to an own row outside the archive is right for merge and fill, and blocks the other modes', async () => {
    const own = sampleGraph();
    const user = await userWith(service, own);
    const { archive, rows } = await linked(sampleGraph(), (target) => idOf(own, target));
    const { body } = await service.preview(user, archive);
    expect(body).toMatchObject({ valid: true, errorCount: 0, effects: { replace: null, copies: null } });
    const blocking = body.warnings.filter(({ code }) => code !== 'older-than-existing');
    const blocked = {
      replace: LINKS,
      // A second profile is not made, so that it does not matter where the one of the archive leads.
      copies: LINKS.filter(([kind]) => !GRAPH.kind(kind).singleton),
    };
    for (const mode of ['replace', 'copies'] as const) {
      const warnings = blocking.filter((warning) => warning.mode === mode);
      expectEachLink(warnings, rows, 'dangling', blocked[mode]);
      await expectRefused(service, archive, {
        slug: 'reference-broken',
        codes: blocked[mode].map(() => 'dangling'),
        modes: [mode],
        user,
      });
    }
    expect(blocking.length).toBe(blocked.replace.length + blocked.copies.length);
    const merged = await service.import(user, archive, 'merge');
    expect(merged.body.effects).toEqual(body.effects?.merge);
    const stored = await readRows(service.instance.dataSource, user.id);
    LINKS.forEach(([kind, key, target], index) => {
      const row = GRAPH.kind(kind).singleton
        ? stored[kind]?.[0]
        : stored[kind]?.find(({ id }) => id === rows[index]);
      expect(row?.values[key]).toBe(idOf(own, target));
    });
  });

  it('to a row that an earlier import gave another UUID finds it', async () => {
    const graph = sampleGraph();
    const owner = await userWith(service, graph);
    const user = await service.createUser();
    await service.import(user, await service.export(owner), 'merge');
    const archive = await packGraph(NOTHING, (trees) => {
      trees['jobs'] = {
        [randomUUID()]: { company: 'Later', organizationId: idOf(graph, 'organizations', 1) },
      };
    });
    expect((await service.import(user, archive, 'merge')).status).toBe(200);
    const rows = await readRows(service.instance.dataSource, user.id);
    const job = rows['jobs']?.find(({ values }) => values['company'] === 'Later');
    const target = rows['organizations']?.find(({ id }) => id === job?.values['organizationId']);
    expect(target?.values['name']).toBe(graph.rows['organizations']?.[1]?.values['name']);
    expect(target?.id).not.toBe(idOf(graph, 'organizations', 1));
  });
});

describe('another’s UUID in a text', () => {
  it('stays as it was written, and is answered like one that exists nowhere', async () => {
    const mine = sampleGraph();
    const bodies: string[] = [];
    for (const id of [idOf(theirs, 'people'), randomUUID()]) {
      const user = await service.createUser();
      const fresh = renamed(mine, freshNames(mine));
      const archive = await packGraph(fresh, (trees) => {
        rowIn(trees, fresh, 'notes', 1)['body'] = `See [them](${id}), ${id.toUpperCase()}.`;
      });
      bodies.push(comparable(await service.preview(user, archive), id));
      for (const mode of IMPORT_MODES) bodies.push(comparable(await service.import(user, archive, mode), id));
      expect(await exported(user)).toContain(`See [them](${id}), ${id.toUpperCase()}.`);
    }
    const half = bodies.length / 2;
    expect(bodies.slice(half)).toEqual(bodies.slice(0, half));
  });
});

describe('the owner', () => {
  const NAMES = [
    'userId', 'user_id', 'USER_ID', 'UserId', 'userID', 'uSeR_iD', 'owner', 'ownerId', 'id', 'blobKey', 'blob_key',
    'tenantId', '__proto__', 'constructor', 'prototype', 'subject_person_id', 'toString', 'hasOwnProperty',
  ]; // prettier-ignore

  it('cannot be named in a row of any kind, in any spelling', async () => {
    const mine = sampleGraph();
    const archive = await packGraph(mine, (trees) => {
      for (const kind of KINDS) {
        const row = rowIn(trees, mine, kind);
        for (const name of NAMES) Object.defineProperty(row, name, { value: victim.id, enumerable: true });
      }
    });
    const errors = await expectRefused(service, archive, {
      slug: 'validation-failed',
      codes: KINDS.flatMap(() => NAMES.map(() => 'unknown-key')),
      canaries: [victim.id],
    });
    const expected = KINDS.flatMap((kind) => NAMES.map((name) => `${idOf(mine, kind)}/${name}`));
    expect(errors.map(({ pointer }) => pointer?.split('/').slice(-2).join('/')).sort()).toEqual(
      expected.sort(),
    );
  });
});

describe('a replacement', () => {
  const stable = async (user: TestUser, archive: Buffer): Promise<void> => {
    const before = await fingerprint(service);
    const again = await service.import(user, archive, 'merge');
    for (const kind of KINDS)
      expect({ kind, ...again.body.effects[kind] }).toMatchObject({ kind, create: 0, update: 0 });
    expect(await fingerprint(service)).toBe(before);
  };

  it('is found again by every later merge, also when the other’s row has gone', async () => {
    const owner = await userWith(service, sampleGraph());
    const archive = await service.export(owner);
    const user = await service.createUser();
    expect((await service.import(user, archive, 'merge')).status).toBe(200);
    await stable(user, archive);
    await service.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [owner.id]);
    await stable(user, archive);
  });

  it.each([true, false])(
    'and the original can both stand in an archive (the original still taken: %s)',
    async (taken) => {
      const graph = { ...sampleGraph() };
      const owner = await userWith(service, graph);
      const original = idOf(graph, 'organizations');
      const archive = await service.export(owner);
      const user = await service.createUser();
      await service.import(user, archive, 'merge');
      const rows = await readRows(service.instance.dataSource, user.id);
      const derived = rows['organizations']?.find(
        ({ values }) => values['name'] === graph.rows['organizations']?.[0]?.values['name'],
      );
      const both = await packGraph(NOTHING, (trees) => {
        trees['organizations'] = {
          [original]: { name: 'Original' },
          [derived?.id ?? '']: { name: 'Derived', parentId: original },
        };
      });
      if (!taken) await service.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [owner.id]);
      const first = await service.import(user, both, 'merge');
      expect(first.body.effects['organizations']).toMatchObject({ create: 1, update: 1 });
      await stable(user, both);
      if (taken) {
        await service.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [owner.id]);
        await stable(user, both);
      }
      expect((await service.preview(user, await service.export(user))).body).toMatchObject({ valid: true });
    },
  );

  it('never takes a UUID that the importer has for something else', async () => {
    // Both rows have one UUID, in archives of two other people: both replacements begin as the same.
    const shared = randomUUID();
    const [one, other] = [sampleGraph(), sampleGraph()];
    await userWith(service, renamed(one, { [idOf(one, 'people')]: shared }));
    await userWith(service, renamed(other, { [idOf(other, 'organizations')]: shared }));
    const user = await service.createUser();
    for (const area of ['people', 'organizations']) {
      const archive = await packGraph(NOTHING, (trees) => {
        trees[area] = { [shared]: area === 'people' ? { givenName: 'Ada' } : { name: 'Engines' } };
      });
      expect((await service.import(user, archive, 'merge')).body.effects[area]).toMatchObject({ create: 1 });
      await stable(user, archive);
    }
    expect((await service.preview(user, await service.export(user))).body).toMatchObject({
      valid: true,
      errors: [],
    });
  });
});

describe('a UUID that the importer has for a row of another kind', () => {
  it('is replaced, whatever the kinds are', async () => {
    const sections = KINDS.map((_, position) => ({
      id: randomUUID(),
      values: {
        ...sampleGraph().rows['skillSections']?.[0]?.values,
        position,
      },
    }));
    const user = await userWith(service, { rows: { skillSections: sections }, files: new Map() });
    const mine = sampleGraph();
    const others = KINDS.filter((kind) => kind !== 'skillSections');
    const names = others.map((kind, index) => [idOf(mine, kind), sections[index]?.id ?? '']);
    const archive = await packGraph(renamed(mine, Object.fromEntries(names)));
    const first = await service.import(user, archive, 'merge');
    const again = await service.import(user, archive, 'merge');
    const round = await service.import(user, await service.export(user), 'replace');
    for (const kind of others) {
      const rows = mine.rows[kind]?.length;
      expect({ kind, ...first.body.effects[kind] }).toMatchObject({ kind, create: rows, update: 0 });
      expect({ kind, ...again.body.effects[kind] }).toMatchObject({ kind, create: 0, unchanged: rows });
      expect({ kind, ...round.body.effects[kind] }).toMatchObject({ kind, create: 0, unchanged: rows });
    }
    expect(round.body.effects['skillSections']).toMatchObject({ unchanged: sections.length + 2 });
  });
});

describe('the one profile', () => {
  const alone = (graph: Graph): Graph => ({
    rows: { profile: graph.rows['profile'] ?? [], profileContacts: graph.rows['profileContacts'] ?? [] },
    files: new Map(),
  });
  const bare = (): Graph => {
    const graph = sampleGraph();
    const profile = graph.rows['profile']?.[0];
    return alone({
      ...graph,
      rows: {
        ...graph.rows,
        profile: profile ? [{ ...profile, values: { ...profile.values, avatar: null } }] : [],
      },
    });
  };

  /** Of each mode that does something of its own with a profile; what holds for any mode, its laws say. */
  const effects: Readonly<Record<string, Record<string, readonly [profile: object, contacts: object]>>> = {
    replace: {
      'none/new': [{ create: 1 }, { create: 2 }],
      'own/same': [{ unchanged: 1 }, { unchanged: 2 }],
      'own/other': [{ update: 1 }, { create: 2, delete: 2 }],
      'own/taken': [{ update: 1 }, { create: 2, delete: 2 }],
      'none/taken': [{ create: 1 }, { create: 2 }],
      'own/none': [{ delete: 1 }, { delete: 2 }],
      'none/none': [{}, {}],
    },
    merge: {
      'none/new': [{ create: 1 }, { create: 2 }],
      'own/same': [{ unchanged: 1 }, { unchanged: 2 }],
      'own/other': [{ update: 1 }, { create: 2, keep: 2 }],
      'own/taken': [{ update: 1 }, { create: 2, keep: 2 }],
      'none/taken': [{ create: 1 }, { create: 2 }],
      'own/none': [{ keep: 1 }, { keep: 2 }],
      'none/none': [{}, {}],
    },
    fill: {
      'none/new': [{ create: 1 }, { create: 2 }],
      'own/same': [{ unchanged: 1 }, { unchanged: 2 }],
      'own/other': [
        { keep: 1, skip: 1 },
        { create: 2, keep: 2 },
      ],
      'own/taken': [
        { keep: 1, skip: 1 },
        { create: 2, keep: 2 },
      ],
      'none/taken': [{ create: 1 }, { create: 2 }],
      'own/none': [{ keep: 1 }, { keep: 2 }],
      'none/none': [{}, {}],
    },
    copies: {
      'none/new': [{ create: 1 }, { create: 2 }],
      'own/same': [
        { keep: 1, skip: 1 },
        { keep: 2, skip: 2 },
      ],
      'own/other': [
        { keep: 1, skip: 1 },
        { keep: 2, skip: 2 },
      ],
      'own/taken': [
        { keep: 1, skip: 1 },
        { keep: 2, skip: 2 },
      ],
      'none/taken': [{ create: 1 }, { create: 2 }],
      'own/none': [{ keep: 1 }, { keep: 2 }],
      'none/none': [{}, {}],
    },
  };
  const ZERO = { create: 0, update: 0, unchanged: 0, delete: 0, keep: 0, skip: 0 };

  it.each(Object.keys(effects['merge'] ?? {}))('here and in the archive: %s', async (which) => {
    const [here, there = ''] = which.split('/');
    for (const [index, [mode, expected]] of Object.entries(effects).entries()) {
      const [own, other] = [bare(), bare()];
      for (const { id, values } of other.rows['profile'] ?? [])
        Object.assign(values, {
          fullName: 'Somebody else',
          summary: `I am ${id}, not ${idOf(own, 'profile')}.`,
        });
      const user = await userWith(service, here === 'own' ? own : NOTHING);
      const archived = { new: other, same: own, other, taken: other }[there] ?? NOTHING;
      const archive = await packGraph(
        there === 'taken'
          ? renamed(archived, { [idOf(archived, 'profile')]: idOf(theirs, 'profile') })
          : archived,
      );
      const preview = index === 0 ? await service.preview(user, archive) : undefined;
      const result = await service.import(user, archive, mode);
      const [profile, contacts] = expected[which] ?? [{}, {}];
      expect({ mode, ...result.body.effects['profile'] }).toEqual({ mode, ...ZERO, ...profile });
      expect({ mode, ...result.body.effects['profileContacts'] }).toEqual({ mode, ...ZERO, ...contacts });
      if (preview) expect(preview.body.effects?.[mode]).toEqual(result.body.effects);
      const rows = await readRows(service.instance.dataSource, user.id);
      const gone = which === 'none/none' || (mode === 'replace' && there === 'none');
      expect(rows['profile']?.length).toBe(gone ? 0 : 1);
      if (here === 'own' && !gone) expect(rows['profile']?.[0]?.id).toBe(idOf(own, 'profile'));
    }
  });

  it('stands only once in an archive', async () => {
    const graph = bare();
    const archive = await packGraph(graph, (trees) => {
      trees['profile'] = { ...trees['profile'], [randomUUID()]: { fullName: 'Another' } };
    });
    await expectRefused(service, archive, { slug: 'validation-failed', codes: ['singleton'] });
  });
});

describe('an archive that is older than what is here', () => {
  it('is taken, with a warning that counts the rows of each kind', async () => {
    const graph = sampleGraph();
    const user = await userWith(service, graph);
    const archive = await service.export(user);
    for (const kind of CAROL_KINDS) {
      const column = kind.fields.find(({ type }) => type === 'text' || type === 'markdown')?.column;
      if (column === undefined || kind.blob) continue;
      await service.instance.dataSource.query(
        `UPDATE "${kind.table}" SET "${column}" = 'newer', updated_at = '2025-01-01T00:00:00Z' WHERE id = $1`,
        [idOf(graph, kind.name)],
      );
    }
    const touched = CAROL_KINDS.filter(
      (kind) => !kind.blob && kind.fields.some(({ type }) => type === 'text' || type === 'markdown'),
    ).map(({ name }) => name);
    const { body } = await service.preview(user, archive);
    expect(body.warnings).toEqual(
      touched.map((kind) =>
        expect.objectContaining({
          code: 'older-than-existing',
          kind,
          count: 1,
          file: `${GRAPH.kind(kind).area}.yaml`,
        }),
      ),
    );
    for (const kind of touched)
      expect({ kind, ...body.effects?.merge?.[kind] }).toMatchObject({ kind, update: 1, create: 0 });
    const copied = await service.import(user, archive, 'copies');
    expect(copied.body.warnings).toEqual([]);
    const merged = await service.import(user, archive, 'merge');
    expect(merged.body.warnings).toEqual(body.warnings);
    expect((await service.preview(user, archive)).body.warnings).toEqual([]);
  });
});
