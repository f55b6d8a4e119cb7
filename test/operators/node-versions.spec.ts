/** The service and the command line on the versions of Node that this run is not on. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { timelessFiles } from '../support/archive-files.js';
import { otherNode } from '../support/other-versions.js';
import { runProgram, startProgram } from '../support/program.js';
import { importForm, send } from '../support/raw-http.js';
import { packTexts, sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { environment, folder, json, service, useCommandLine } from './command-line.js';

useCommandLine();

describe.each([22, 24] as const)('On Node %i', (major) => {
  const node = otherNode(major);
  if (!node) return it.skip('needs npm ci --prefix test/versions', () => undefined);

  it('the command line exports, and the service serves, imports and ends in order', async () => {
    const user = await userWith(service, sampleGraph());
    const path = join(folder, `node-${major}.tar.gz`);
    const settings = { ...environment, NODE: node };
    const done = await runProgram(
      'cli/main.js',
      ['export', user.email, '--out', path, '--no-viewer', '--json'],
      settings,
    );
    const archive = await readFile(path);
    expect(json(done)).toMatchObject({ sha256: createHash('sha256').update(archive).digest('hex') });
    const exported = await timelessFiles(archive);
    expect(exported).toEqual(await timelessFiles(await service.export(user)));

    await service.import(user, await packTexts({}), 'replace');
    const program = startProgram('main.js', [], { ...settings, PORT: '0' });
    try {
      const [, url = ''] = await program.saying(/"url":"([^"]+)","msg":"Carol is ready"/);
      const answer = await send({ ...service, url }, user, { body: importForm(archive) });
      expect(answer).toMatchObject({ status: 200, body: { mode: 'merge' } });
      expect(await timelessFiles(await service.export(user))).toEqual(exported);
    } finally {
      program.child.kill('SIGTERM');
    }
    expect(await program.ended).toBe(0);
  });
});
