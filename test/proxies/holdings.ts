/** What an account holds, in few words: how many rows, and how many files. */
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import type { TestService, TestUser } from '../support/service.js';
import { blobsOf } from '../support/sweep.js';

export async function holdingsOf(service: TestService, user: TestUser): Promise<string> {
  const [row] = (await service.instance.dataSource.query(
    `SELECT ${CAROL_KINDS.map(({ table }) => `(SELECT count(*) FROM "${table}" WHERE user_id = $1)`).join(' + ')} AS count`,
    [user.id],
  )) as { count: string }[];
  const rows = Number(row?.count);
  const files = (await blobsOf(service, user)).length;
  return rows + files === 0 ? 'nothing' : `${rows} rows, ${files} files`;
}
