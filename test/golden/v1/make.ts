/** Made `carol-export-v1.tar.gz` from `source/`, once: imports the hand-written files and keeps the export. See README.md. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { packForeign } from '../../support/foreign-archive.js';
import { startTestService } from '../../support/service.js';

const here = (path: string): URL => new URL(path, import.meta.url);

const files = readdirSync(here('source'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => (entry.parentPath.endsWith('media') ? `media/${entry.name}` : entry.name))
  .map((name) => [name, readFileSync(here(`source/${name}`))] as const);

const service = await startTestService();
try {
  const user = await service.createUser();
  const { status, body } = await service.import(user, await packForeign(files), 'replace');
  if (status !== 200) throw new Error(JSON.stringify(body, null, 2));
  // Never over the one that is there: it is what released versions wrote.
  writeFileSync(here('carol-export-v1.tar.gz'), await service.export(user), { flag: 'wx' });
} finally {
  await service.close();
}
