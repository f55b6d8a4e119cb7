/** Several people import the same archive at the same moment, whose UUIDs are free for all of them when they begin. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { graphArbitrary } from '../../src/portability/testing/graph-arbitrary.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service?.close());

it.each(['merge', 'replace'] as const)('gives everybody all of it, by %s', async (mode) => {
  const [graph] = fc.sample(graphArbitrary(CAROL_KINDS, { minRows: 3, maxRows: 6 }), {
    seed: mode.length,
    numRuns: 1,
  });
  const owner = await userWith(service, graph!);
  const archive = await service.export(owner);
  await service.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [owner.id]);
  const people = await Promise.all([service.createUser(), service.createUser(), service.createUser()]);
  const answers = await Promise.all(people.map((user) => service.import(user, archive, mode)));
  for (const { status, body } of answers) {
    expect({ status, title: body.title }).toEqual({ status: 200, title: undefined });
    for (const { name } of CAROL_KINDS) {
      expect({ name, create: body.effects[name]?.create }).toEqual({
        name,
        create: graph!.rows[name]?.length,
      });
    }
  }
});
