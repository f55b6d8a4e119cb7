/** No organization becomes its own ancestor, by whatever statement, in however many sessions, and soon for many rows. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { MIGRATIONS } from '../../migrations/index.js';
import { createDataSource, migrate } from '../../src/database/data-source.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { patience } from '../support/refusals.js';
import { insertUser } from '../support/rows.js';
import { undoFrom } from '../support/undo-migrations.js';

const CIRCLE = { code: '23514', constraint: 'organization_parent_acyclic', table: 'organization' };

let database: TestDatabase;
let client: pg.Client;
let user: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
beforeEach(async () => {
  client = await connect();
  user = await insertUser(client as never);
});
afterEach(() => client?.end());

async function connect(url = database.url): Promise<pg.Client> {
  const made = new pg.Client({ connectionString: url });
  await made.connect();
  return made;
}

type Edge = readonly [id: string, parent: string | null];

const INSERT = `INSERT INTO organization (id, user_id, name, parent_id)
  SELECT e.id, $1, 'N', e.parent FROM unnest($2::text[], $3::text[]) AS e (id, parent)`;
const UPDATE = `UPDATE organization o SET parent_id = e.parent
  FROM unnest($2::text[], $3::text[]) AS e (id, parent) WHERE o.id = e.id AND o.user_id = $1`;

const run = (statement: string, edges: readonly Edge[], by = client): Promise<unknown> =>
  by.query(statement, [user, edges.map(([id]) => id), edges.map(([, parent]) => parent)]);
const insert = (...edges: readonly Edge[]) => run(INSERT, edges);
const update = (...edges: readonly Edge[]) => run(UPDATE, edges);

const fresh = (count: number): string[] => Array.from({ length: count }, () => randomUUID());
/** Each below the next one. */
const chain = (ids: readonly string[], last: string | null = null): Edge[] =>
  ids.map((id, index) => [id, ids[index + 1] ?? last]);
const [A, B, C, D] = [0, 1, 2, 3] as const;

async function parents(...ids: readonly string[]): Promise<readonly (string | null)[]> {
  const { rows } = await client.query<{ id: string; parent_id: string | null }>(
    'SELECT id, parent_id FROM organization WHERE id = ANY ($1)',
    [ids],
  );
  return ids.map((id) => rows.find((row) => row.id === id)?.parent_id ?? null);
}

describe('A circle of organizations is refused', () => {
  it.each([2, 3, 1_000])('of %i in one INSERT', async (length) => {
    const ids = fresh(length);
    await expect(insert(...chain(ids, ids[0]))).rejects.toMatchObject(CIRCLE);
  });

  it('in one INSERT with others below, above and beside it', async () => {
    const [circle, below, beside] = [fresh(3), fresh(4), fresh(5)];
    const edges = [...chain(beside), ...chain(below, circle[1] ?? null), ...chain(circle, circle[0])];
    await expect(insert(...edges)).rejects.toMatchObject(CIRCLE);
  });

  it.each([2, 3, 1_000])('of %i, closed by an UPDATE of one row', async (length) => {
    const ids = fresh(length);
    await insert(...chain(ids));
    await expect(update([ids.at(-1) ?? '', ids[0] ?? ''])).rejects.toMatchObject(CIRCLE);
  });

  it('closed by an UPDATE of several rows, none of which closes it alone', async () => {
    const ids = fresh(4) as [string, string, string, string];
    await insert([ids[A], ids[B]], [ids[B], null], [ids[C], ids[D]], [ids[D], null]);
    await expect(update([ids[B], ids[C]], [ids[D], ids[A]])).rejects.toMatchObject(CIRCLE);
  });

  it('closed by INSERT … ON CONFLICT DO UPDATE, and by two INSERTs in one statement', async () => {
    const [above, below] = fresh(2) as [string, string];
    await insert([above, null]);
    await expect(
      client.query(
        `INSERT INTO organization (id, user_id, name, parent_id) VALUES ($2, $1, 'N', $3), ($3, $1, 'N', $2)
         ON CONFLICT (id) DO UPDATE SET parent_id = excluded.parent_id`,
        [user, below, above],
      ),
    ).rejects.toMatchObject(CIRCLE);
    await expect(
      client.query(
        `WITH one AS (INSERT INTO organization (id, user_id, name, parent_id) VALUES ($2, $1, 'N', $3))
         INSERT INTO organization (id, user_id, name, parent_id) VALUES ($3, $1, 'N', $2)`,
        [user, ...fresh(2)],
      ),
    ).rejects.toMatchObject(CIRCLE);
  });

  it('closed by a row that others refer to before it is there, where constraints are deferred', async () => {
    const [one, other, third] = fresh(3) as [string, string, string];
    await client.query('BEGIN; SET CONSTRAINTS ALL DEFERRED');
    await insert([one, other]);
    await insert([other, third]);
    await expect(insert([third, one])).rejects.toMatchObject(CIRCLE);
    await client.query('ROLLBACK');
  });
});

describe('What leads in no circle is taken', () => {
  it('a chain turned round in one statement, rows moved out from under each other, names', async () => {
    const ids = fresh(6);
    await insert(...chain(ids));
    await update(...chain(ids.toReversed()));
    expect(await parents(...ids)).toEqual([null, ...ids.slice(0, -1)]);
    await client.query(`UPDATE organization SET name = 'M' WHERE user_id = $1`, [user]);
    await client.query(`UPDATE organization SET parent_id = NULL WHERE user_id = $1`, [user]);
  });

  it('another UUID for a row, with its children or without any', async () => {
    const [top, row, moved] = fresh(3) as [string, string, string];
    await insert([top, null], [row, top]);
    await client.query('UPDATE organization SET id = $2 WHERE id = $1', [row, moved]);
    await client.query(
      `UPDATE organization SET id = CASE id WHEN $1 THEN $3 ELSE id END, parent_id = CASE parent_id WHEN $1 THEN $3 END
       WHERE id IN ($1, $2)`,
      [top, moved, row],
    );
    expect(await parents(row, moved)).toEqual([null, row]);
  });
});

describe('Of two sessions that make half a circle each', () => {
  const LEVELS = ['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'];

  /** Both begin and look before either writes, so that neither can see the other's half by luck. */
  async function race(level: string, halves: readonly [Edge, Edge]): Promise<readonly unknown[]> {
    const others = [await connect(), await connect()] as const;
    try {
      for (const other of others) {
        await other.query(`BEGIN ISOLATION LEVEL ${level}`);
        await other.query('SELECT count(*) FROM organization');
      }
      const [first, second] = others;
      await run(UPDATE, [halves[0]], first);
      const refused: unknown[] = [];
      const later = run(UPDATE, [halves[1]], second)
        .then(() => second.query('COMMIT'))
        .catch((error: unknown) => void refused.push((error as { code: string }).code));
      // The first may have to be there longer than the second waits for it, or the second not wait at all.
      await Promise.race([later, client.query('SELECT pg_sleep(0.2)')]);
      await first
        .query('COMMIT')
        .catch((error: unknown) => void refused.push((error as { code: string }).code));
      await later;
      return refused;
    } finally {
      for (const other of others) await other.end();
    }
  }

  describe.each(LEVELS)('in %s', (level) => {
    it('one is refused, where they move neighbours', async () => {
      const [one, other] = fresh(2) as [string, string];
      await insert([one, null], [other, null]);
      const refused = await race(level, [
        [one, other],
        [other, one],
      ]);
      expect(refused).toEqual([level === 'READ COMMITTED' ? CIRCLE.code : '40001']);
    });

    it('one is refused, where their rows are far apart', async () => {
      const [left, right] = [fresh(5), fresh(5)];
      await insert(...chain(left), ...chain(right));
      const refused = await race(level, [
        [left.at(-1) ?? '', right[0] ?? ''],
        [right.at(-1) ?? '', left[0] ?? ''],
      ]);
      expect(refused).toEqual([level === 'READ COMMITTED' ? CIRCLE.code : '40001']);
    });
  });

  // SERIALIZABLE may call any two writers of a small table a conflict.
  it.each(['READ COMMITTED', 'REPEATABLE READ'])(
    'both are taken in %s, where the halves make no whole',
    async (level) => {
      const ids = fresh(4) as [string, string, string, string];
      await insert(...ids.map((id): Edge => [id, null]));
      expect(
        await race(level, [
          [ids[A], ids[B]],
          [ids[C], ids[D]],
        ]),
      ).toEqual([]);
    },
  );

  it('one is refused, where both have written before either of them is checked', async () => {
    const [one, other] = fresh(2) as [string, string];
    await insert([one, null], [other, null]);
    const others = [await connect(), await connect()] as const;
    try {
      for (const each of others) await each.query('BEGIN');
      const [first, second] = others;
      await first.query(`UPDATE organization SET name = 'M' WHERE id = $1`, [one]);
      await second.query(`UPDATE organization SET name = 'M' WHERE id = $1`, [other]);
      const end = (by: pg.Client, edge: Edge): Promise<string> =>
        run(UPDATE, [edge], by)
          .then(() => by.query('COMMIT'))
          .then(
            () => 'done',
            async (error: unknown) => {
              await by.query('ROLLBACK');
              return (error as { code: string }).code;
            },
          );
      const ends = await Promise.all([end(first, [one, other]), end(second, [other, one])]);
      expect(ends.sort()).toEqual(['40P01', 'done']);
    } finally {
      for (const each of others) await each.end();
    }
  });

  it.each([
    ['READ COMMITTED', CIRCLE.code],
    ['REPEATABLE READ', '23503'],
  ])(
    'one is refused in %s, where it refers to a row that the other has yet to commit',
    async (level, code) => {
      const [row, newcomer] = fresh(2) as [string, string];
      await insert([row, null]);
      const other = await connect();
      try {
        await client.query(`BEGIN ISOLATION LEVEL ${level}; SET CONSTRAINTS ALL DEFERRED; SELECT 1`);
        await other.query('BEGIN');
        await run(INSERT, [[newcomer, row]], other);
        const moving = update([row, newcomer])
          .then(() => client.query('COMMIT'))
          .then(
            () => 'done',
            (error: unknown) => (error as { code: string }).code,
          );
        await other.query('SELECT pg_sleep(0.1)');
        await other.query('COMMIT');
        expect(await moving).toBe(code);
      } finally {
        await other.end();
      }
    },
  );

  it('sees a row that came in between', async () => {
    const [top, bottom, between] = fresh(3) as [string, string, string];
    await insert([top, null], [bottom, null]);
    const other = await connect();
    try {
      // The other session puts a new row between, and `bottom` below it, while this one moves `top` below `bottom`.
      await other.query('BEGIN');
      await run(INSERT, [[between, top]], other);
      await run(UPDATE, [[bottom, between]], other);
      const moving = update([top, bottom]).then(
        () => 'done',
        (error: unknown) => (error as { code: string }).code,
      );
      await other.query('SELECT pg_sleep(0.1)');
      await other.query('COMMIT');
      expect(await moving).toBe(CIRCLE.code);
    } finally {
      await other.end();
    }
  });
});

describe('Thirty thousand rows', () => {
  const MANY = 30_000;
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };

  it('in one chain are inserted, turned round, hung below one another and refused as a circle, each soon', async () => {
    const ids = fresh(MANY);
    const others = fresh(MANY);
    const took = {
      insert: await timed(() => insert(...chain(ids))),
      turn: await timed(() => update(...chain(ids.toReversed()))),
      rename: await timed(() =>
        client.query(`UPDATE organization SET name = 'M' WHERE user_id = $1`, [user]),
      ),
      leaf: await timed(() => insert([others[0] ?? '', ids.at(-1) ?? ''])),
      bottom: await timed(() => insert(...others.slice(1).map((id): Edge => [id, null]))),
      below: await timed(() => update(...others.slice(1).map((id): Edge => [id, ids.at(-1) ?? '']))),
      close: await timed(() =>
        expect(update([ids[0] ?? '', ids.at(-1) ?? ''])).rejects.toMatchObject(CIRCLE),
      ),
      circle: await timed(() => {
        const round = fresh(MANY);
        return expect(insert(...chain(round, round[0]))).rejects.toMatchObject(CIRCLE);
      }),
    };
    expect(Math.max(...Object.values(took))).toBeLessThan(15_000 * patience());
  });
});

describe('A database that holds a circle already', () => {
  it('migrates; the circle stays until somebody opens it, and keeps nobody from anything else', async () => {
    const old = await createTestDatabase();
    const source = await createDataSource(old.url, { migrations: [...MIGRATIONS] }).initialize();
    const session = await connect(old.url);
    const by = (statement: string, ...edges: Edge[]): Promise<unknown> => run(statement, edges, session);
    try {
      const undone = await undoFrom(source, 'SameRules1767226000000');
      user = await insertUser(source);
      const [one, other, below, more] = fresh(4) as [string, string, string, string];
      await by(INSERT, [one, other], [other, one]);
      expect(await migrate(source)).toHaveLength(undone);

      await session.query(`UPDATE organization SET name = 'M'`);
      await by(INSERT, [below, one], [more, below]);
      await by(UPDATE, [below, other]);
      await expect(by(UPDATE, [one, more])).rejects.toMatchObject(CIRCLE);
      await by(UPDATE, [one, null]);
      await expect(by(UPDATE, [one, other])).rejects.toMatchObject(CIRCLE);
    } finally {
      await session.end();
      await source.destroy();
      await old.drop();
    }
  });
});
