/** No organization becomes its own ancestor, by whatever statement, and soon for many rows. */
import { describe, expect, it } from '@jest/globals';
import { MIGRATIONS } from '../../migrations/index.js';
import { createDataSource, migrate } from '../../src/database/data-source.js';
import { createTestDatabase } from '../support/postgres.js';
import { patience } from '../support/patience.js';
import { insertUser } from '../support/rows.js';
import { undoFrom } from '../support/undo-migrations.js';
import {
  A,
  actAs,
  B,
  C,
  chain,
  CIRCLE,
  client,
  connect,
  D,
  type Edge,
  fresh,
  insert,
  INSERT,
  run,
  update,
  UPDATE,
  useOrganizations,
  user,
} from './organizations.js';

useOrganizations();

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
      actAs(await insertUser(source));
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
