/** What holds of two instances on one database and one store of files, whatever the store is: nothing is a mixture, and none is in another's way. */
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { killBareProcesses } from './bare-process.js';
import { digestOf, sampleWithFile, startInstances, withProfileOf, type Instances } from './instances.js';
import type { SharedStore } from './shared-stores.js';

const MiB = 1024 * 1024;

export interface InstanceTrial extends Instances {
  /** What an account holds before, what it holds after, and what somebody else's does: archives with a file of 1 MiB. */
  readonly first: Buffer;
  readonly second: Buffer;
  readonly third: Buffer;
}

/** Declares laws. @param trial to be called within the tests */
export type InstanceLaws = (trial: () => InstanceTrial) => void;

/** Declares the laws over a store of their own, which they close. */
export function describeInstances(open: () => Promise<SharedStore>, laws: readonly InstanceLaws[]): void {
  let instances: Instances;
  let trial: InstanceTrial;

  beforeAll(async () => {
    instances = await startInstances(open);
    const graph = sampleWithFile(2, MiB);
    trial = {
      ...instances,
      first: await instances.archiveOf(graph),
      second: await instances.archiveOf(withProfileOf(sampleWithFile(3, MiB + 1), graph)),
      third: await instances.archiveOf(sampleWithFile(4, MiB)),
    };
  });
  // Rows have the same ids whoever imports them.
  afterEach(async () => {
    instances.puts.resume();
    await instances.one.instance.dataSource.query('DELETE FROM "user"');
  });
  afterAll(async () => {
    killBareProcesses();
    await instances?.close();
  });
  for (const declare of laws) declare(() => trial);
}

export const sharingLaws: InstanceLaws = (trial) => {
  it('the second import of a user is refused at once, wherever it comes in', async () => {
    const { one, other, amidImport, first, second } = trial();
    const user = await one.createUser();
    const result = await amidImport(
      () => one.import(user, first, 'replace'),
      async () => {
        for (const service of [one, other]) {
          const { status, headers, body } = await service.import(user, second, 'merge');
          expect([status, body.type]).toEqual([409, '/problems/import-in-progress']);
          expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
        }
        // A preview changes nothing and may look; so may anybody else.
        expect((await other.preview(user, second)).status).toBe(200);
        expect((await other.preview(await other.createUser(), second)).status).toBe(200);
      },
    );
    expect(result.status).toBe(200);
    expect((await other.import(user, second, 'replace')).status).toBe(200);
    expect(await digestOf(await one.export(user))).toBe(await digestOf(second));
  });

  it('an export on one during an import on the other is what was before', async () => {
    const { one, other, amidImport, first, second, userWith } = trial();
    const user = await userWith(first);
    const result = await amidImport(
      () => one.import(user, second, 'replace'),
      async () => expect(await digestOf(await other.export(user))).toBe(await digestOf(first)),
    );
    expect(result.status).toBe(200);
    expect(await digestOf(await other.export(user))).toBe(await digestOf(second));
  });

  it('exports beside a row of imports are each one or the other, never a mixture', async () => {
    const { one, other, first, second, userWith } = trial();
    const user = await userWith(first);
    const states = await Promise.all([first, second].map(digestOf));
    let done = false;
    const exports: string[] = [];
    const exporting = (async () => {
      while (!done) exports.push(await digestOf(await other.export(user)));
    })();
    try {
      for (const archive of [second, first, second])
        expect((await one.import(user, archive, 'replace')).status).toBe(200);
    } finally {
      done = true;
      await exporting;
    }
    expect(exports.length).toBeGreaterThan(1);
    expect(exports.filter((digest) => !states.includes(digest))).toEqual([]);
  });

  it('of two imports at the same moment each is done whole or refused', async () => {
    const { one, other, first, second, expectSwept } = trial();
    const user = await one.createUser();
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.all([
        one.import(user, first, 'replace'),
        other.import(user, second, 'replace'),
      ]);
      const statuses = answers.map(({ status }) => status);
      expect(statuses.every((status) => status === 200 || status === 409)).toBe(true);
      expect(statuses).toContain(200);
      const digest = await digestOf(await one.export(user));
      const done = [first, second].filter((_, index) => statuses[index] === 200);
      expect(await Promise.all(done.map(digestOf))).toContain(digest);
    }
    await expectSwept(user);
  });
};
