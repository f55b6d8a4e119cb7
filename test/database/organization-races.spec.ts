/** No two sessions make a circle of organizations together, at any level of isolation. */
import { describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import {
  A,
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
} from './organizations.js';

useOrganizations();

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
