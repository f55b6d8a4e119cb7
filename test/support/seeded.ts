/** Users with arbitrary data in a running service: rows in the tables, files in the blob store. */
import fc from 'fast-check';
import { CAROL_GRAPH } from '../../src/carol/graph.js';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { graphArbitrary, type Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { seed } from '../../src/portability/testing/seed.js';
import type { TestService, TestUser } from './service.js';

/** The graph that a seed stands for: the same whenever it is asked for. */
export const graphOf = (seed: number): Graph =>
  fc.sample(graphArbitrary(CAROL_KINDS, { minRows: 3, maxRows: 6 }), { numRuns: 1, seed })[0] as Graph;

/** A new user who has exactly this graph. */
export async function userWith(service: TestService, graph: Graph): Promise<TestUser> {
  const user = await service.createUser();
  await give(service, user, graph);
  return user;
}

/** Adds a graph to what a user has. */
export const give = ({ instance }: TestService, user: TestUser, graph: Graph): Promise<void> =>
  seed({ ...instance, graph: CAROL_GRAPH }, user.id, graph);

/** A digest per table of all rows that are not the user's own: whatever changes elsewhere shows. */
export async function othersFingerprint(service: TestService, user?: TestUser): Promise<string> {
  const digests = CAROL_KINDS.map(
    ({ name, table }) =>
      `SELECT '${name}=' || md5(COALESCE(string_agg(t::text || t.xmin::text, ',' ORDER BY t.id), '')) AS part FROM "${table}" t WHERE user_id <> $1`,
  );
  const rows = (await service.instance.dataSource.query(digests.join(' UNION ALL '), [user?.id ?? ''])) as {
    part: string;
  }[];
  const parts = rows.map(({ part }) => part);
  for await (const blob of service.instance.blobs.list('')) {
    if (!user || !blob.key.startsWith(user.id))
      parts.push(`${blob.key}=${blob.size}@${blob.modifiedAt.getTime()}`);
  }
  return parts.join('\n');
}

/** The same over everything, with row versions: a change of any row or blob shows. */
export const fingerprint = (service: TestService): Promise<string> => othersFingerprint(service);
