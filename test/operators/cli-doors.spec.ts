/** The commands of `carol` take an archive whatever it comes in. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFiles } from '../support/archive-files.js';
import { DOORS, type DoorFile } from '../support/doors.js';
import type { TestUser } from '../support/service.js';
import { carol, expectNothingLeft, file, folder, json, service, useCommandLine } from './command-line.js';

const ORIGINAL = readFileSync(new URL('../golden/v1/carol-export-v1.tar.gz', import.meta.url));

useCommandLine();

let user: TestUser;
let files: readonly DoorFile[];
beforeAll(async () => {
  user = await service.createUser();
  files = [...(await readFiles(ORIGINAL))];
});

describe.each(DOORS)('An archive as $name', ({ pack }) => {
  it('is verified, previewed, imported, and of the newest version', async () => {
    const path = await file('archive', pack(files));
    expect(json(await carol(['verify', path, '--json']))).toMatchObject({
      valid: true,
      archive: { counts: { people: 4 } },
    });
    expect(json(await carol(['preview', user.email, path, '--json']))).toMatchObject({ valid: true });
    const imported = await carol(['import', user.email, path, '--mode', 'merge', '--yes', '--json']);
    expect(json(imported)).toMatchObject({ mode: 'merge', archive: { counts: { people: 4 } } });
    expect(json(await carol(['upgrade', path, '--json']))).toMatchObject({ upgraded: false });
    await expectNothingLeft();
  });
});

describe('What is none', () => {
  it('is called what it is', async () => {
    const { status, stderr } = await carol([
      'verify',
      await file('x.7z', Buffer.from('377abcaf271c0004', 'hex')),
    ]);
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /is a 7-Zip archive.*: unpack it, and choose the \.tar\.gz that is inside/,
      ),
    });
  });

  it('is a folder, which is to be packed', async () => {
    const { status, stderr } = await carol(['verify', folder]);
    expect({ status, stderr }).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/is a folder\. Pack it as a \.zip, and give that\./),
    });
  });
});
