/** An archive of a few rows that the measured account never had. */
import { join } from 'node:path';
import type { Account } from './account.js';
import { createClient } from './client.js';
import type { Service } from './service.js';

const ROWS = 100;

/** Leaves nobody with anything. */
export async function makeSmallArchive(account: Account, service: Service, folder: string): Promise<string> {
  const file = join(folder, 'small.tar.gz');
  const person = await account.addPerson();
  const client = createClient(service.url, person.token);
  try {
    await account.empty();
    await account.addRows(person, ROWS);
    await client.export(file);
    await account.empty();
    return file;
  } finally {
    client.close();
  }
}
