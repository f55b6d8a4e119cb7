/** Two services, and archives that go from an account of either to another. */
import { afterAll, beforeAll, expect } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

export let here: TestService;
export let there: TestService;

/** Gives the tests of a spec two services, each with a database of its own. */
export function useTwoServices(): void {
  beforeAll(async () => {
    [here, there] = await Promise.all([startTestService(), startTestService()]);
  });
  afterAll(async () => {
    await here?.close();
    await there?.close();
  });
}

export interface Account {
  readonly on: TestService;
  readonly user: TestUser;
}

/** The archive of all that an account has. */
export const exported = ({ on, user }: Account): Promise<Buffer> => on.export(user);

/** Imports what `from` has. */
export async function carry(from: Account | Buffer, { on, user }: Account, mode = 'merge') {
  const { status, body } = await on.import(user, Buffer.isBuffer(from) ? from : await exported(from), mode);
  expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined });
  return body.effects;
}

/** An import that met all rows of the archive, and changed none. */
export function expectUnchanged(effects: Awaited<ReturnType<typeof carry>>): void {
  for (const { name } of CAROL_KINDS)
    expect({ name, ...effects[name] }).toMatchObject({ name, create: 0, update: 0, delete: 0 });
}

/** Deletes an account. */
export const forget = ({ on, user }: Account): Promise<unknown> =>
  on.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [user.id]);
