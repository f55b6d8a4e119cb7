/** The service and the command line on the versions of Node that this run is not on. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { timelessFiles } from '../support/archive-files.js';
import { otherNode } from '../support/other-versions.js';
import { COMMAND_LINE, runProgram, SERVICE, startProgram } from '../support/program.js';
import { sampleGraph } from '../support/sample.js';
import { isAlive, serverPid } from '../support/postgres-users.js';
import { userWith } from '../support/seeded.js';
import { cookieOf, linkOf, signIn } from '../support/signed-in.js';
import { environment, folder, json, service, useCommandLine } from './command-line.js';

useCommandLine();

/** What the version before has left in the folder of the embedded PostgreSQL. */
let left: ReadonlyMap<string, unknown> | undefined;

describe.each([22, 24] as const)('On Node %i', (major) => {
  const node = otherNode(major);
  if (!node) return it.skip('needs npm ci --prefix test/versions', () => undefined);

  it('the command line exports what the service does', async () => {
    const user = await userWith(service, sampleGraph());
    const path = join(folder, `node-${major}.tar.gz`);
    const settings = { ...environment, NODE: node };
    const done = await runProgram(
      COMMAND_LINE,
      ['export', user.email, '--out', path, '--no-viewer', '--json'],
      settings,
    );
    const archive = await readFile(path);
    expect(json(done)).toMatchObject({ sha256: createHash('sha256').update(archive).digest('hex') });
    expect(await timelessFiles(archive)).toEqual(await timelessFiles(await service.export(user)));
  });

  // One folder for all versions: what one has left in it the next finds.
  it('a start brings its own PostgreSQL, exports, imports, and ends both in order', async () => {
    const data = join(folder, 'embedded');
    const program = startProgram(SERVICE, [], { NODE: node, PORT: '0', DATA_DIR: data });
    try {
      const { origin, token } = await linkOf(program);
      const headers = { cookie: cookieOf(await signIn(origin, token)), origin };
      const exportAll = async (): Promise<Buffer> => {
        const answer = await fetch(`${origin}/api/export?viewer=false`, { headers });
        expect(answer.status).toBe(200);
        return Buffer.from(await answer.arrayBuffer());
      };
      const archive = await exportAll();
      const body = new FormData();
      for (const [name, value] of Object.entries({ mode: 'replace', confirm: 'true' }))
        body.append(name, value);
      body.append('file', new Blob([new Uint8Array(archive)]), 'archive.tar.gz');
      expect((await fetch(`${origin}/api/import`, { method: 'POST', headers, body })).status).toBe(200);
      const exported = await timelessFiles(await exportAll());
      expect(exported).toEqual(await timelessFiles(archive));
      expect(exported).toEqual((left ??= exported));
      expect(isAlive(serverPid(data))).toBe(true);
    } finally {
      program.child.kill('SIGTERM');
    }
    expect(await program.ended).toBe(0);
    expect(() => serverPid(data)).toThrow();
  });
});
