/** Others write to the rows of an import while it runs: it begins again, waits, or says when to come back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { packGraph, sampleGraph } from '../support/sample.js';
import { archive, database, expectNew, expectOld, run, service, useFaults, user } from './faulty-service.js';

useFaults();

describe('Changes by others that come in between', () => {
  const touch = (): Promise<unknown> =>
    service.instance.dataSource.query('UPDATE person SET updated_at = now() WHERE user_id = $1', [user.id]);

  it('once, make the import begin again by itself', async () => {
    let times = 0;
    database.before = async ({ text }) => {
      if (text.startsWith('DELETE FROM "person"') && times++ === 0) await touch();
    };
    expect(await run()).toMatchObject({ status: 200 });
    expect(times).toBe(2);
    await expectNew();
  });

  it('once, end an import that was confirmed by its plan where they are part of it', async () => {
    const { body } = await service.preview(user, archive);
    let times = 0;
    database.before = async ({ text }) => {
      if (text.startsWith('DELETE FROM "person"') && times++ === 0) await touch();
    };
    const answer = await service.import(user, archive, 'replace', body.plan?.['replace'] ?? '');
    expect(answer).toMatchObject({ status: 409, body: { type: '/problems/preview-stale' } });
    expect(answer.body.effects).toEqual(body.effects?.['replace']);
    expect(times).toBe(1);
  });

  it('again and again, wait for it from its second attempt on', async () => {
    const edits: Promise<unknown>[] = [];
    database.before = ({ text }) => {
      if (text.startsWith('DELETE FROM "person"')) edits.push(touch());
      // The first attempt has to be overtaken.
      return edits.length === 1 ? edits[0] : undefined;
    };
    expect(await run()).toMatchObject({ status: 200 });
    await Promise.all(edits);
    expect(edits).toHaveLength(2);
    await expectNew();
  });

  // One at a time, as people edit: who changes several at once may wait for another such crosswise, whether there is an import or not.
  const ONE = `UPDATE person SET updated_at = now() WHERE id = (SELECT min(id COLLATE "C") FROM person WHERE user_id = $1)`;
  const touchOne = (): Promise<unknown> => service.instance.dataSource.query(ONE, [user.id]);
  // As long as a slow disk takes for a commit, so that there is no instant at which nobody holds the row.
  const touchSlowly = (): Promise<unknown> =>
    service.instance.dataSource.transaction(async (manager) => {
      await manager.query(ONE, [user.id]);
      await sleep(20);
    });

  it.each([
    ['every few milliseconds', touchOne, 2],
    ['one after another without a pause', touchSlowly, 3],
  ])('%s, do not keep an import from succeeding', async (_, write, writerCount) => {
    database.restore();
    let writing = true;
    let written = 0;
    const writers = Array.from({ length: writerCount }, async () => {
      for (; writing; written++, await sleep(5)) await write();
    });
    const merge = await packGraph(sampleGraph());
    const statuses: number[] = [];
    for (const mode of ['merge', 'copies', 'replace', 'merge', 'replace', 'copies'] as const)
      statuses.push((await service.import(user, merge, mode)).status);
    const during = written;
    await sleep(50);
    writing = false;
    await Promise.all(writers);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200]);
    expect(during).toBeGreaterThan(20);
  });

  it('that hold the rows for too long are answered with a time to come back', async () => {
    const holder = new pg.Client({
      connectionString: (service.instance.dataSource.options as { url?: string }).url,
    });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('UPDATE person SET updated_at = now() WHERE user_id = $1', [user.id]);
    const answer = await run();
    expect(answer).toMatchObject({ status: 503, body: { type: '/problems/server-busy' } });
    expect(answer.headers['retry-after']).toBeDefined();
    await holder.query('ROLLBACK');
    await holder.end();
    await expectOld();
    expect(await run()).toMatchObject({ status: 200 });
    await expectNew();
  });
});
