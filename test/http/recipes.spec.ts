/** The recipes of docs/recipes.md, run as they stand. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { timelessFiles } from '../support/archive-files.js';
import { installed } from '../support/installed.js';
import { sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService } from '../support/service.js';
import { createFolder } from '../support/unpacked.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ UNDO_DAYS: '7' });
});
afterAll(() => service?.close());

const withTools = installed('curl', 'curl') && installed('jq', 'jq') ? it : it.skip;

withTools('docs/recipes.md says how scripts speak with the API (needs curl and jq)', async () => {
  const user = await userWith(service, sampleGraph());
  const before = await timelessFiles(await service.export(user));
  const document = await readFile('docs/recipes.md', 'utf8');
  const blocks = [...document.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block);
  expect(blocks.length).toBeGreaterThan(5);
  const folder = await createFolder();
  const child = spawn('sh', ['-c', blocks.join('\n')], {
    cwd: folder.path,
    env: { PATH: process.env['PATH'], CAROL: service.url, TOKEN: user.token },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number];
  expect([status, said]).toEqual([0, expect.anything()]);

  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(folder.path, name), 'utf8'));
  expect(await read('result.json')).toMatchObject({ mode: 'copies', undo: { until: expect.any(String) } });
  expect(await read('done.json')).toMatchObject({ areas: ['people'], skipped: expect.anything() });
  expect(await read('undone.json')).toMatchObject({ undoes: expect.any(String) });
  expect(said).toMatch(/^create\t\w+\t/m);
  // Everything was undone, and the merge at the end had nothing to do.
  expect(await timelessFiles(await service.export(user))).toEqual(before);
  await folder.remove();
});
