/** Parts of an account and of an archive on the command line. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ImportResult, PreviewItem } from '../../src/portability/index.js';
import { timelessFiles } from '../support/archive-files.js';
import { idOf, sampleGraph } from '../support/sample.js';
import { fingerprint, userWith } from '../support/seeded.js';
import { carol, expectNothingLeft, file, folder, json, service, useCommandLine } from './command-line.js';

useCommandLine();

it('export writes what the service sends', async () => {
  const user = await userWith(service, sampleGraph());
  const path = join(folder, 'part.tar.gz');
  const written = await carol(['export', user.email, '--areas', 'notes, people', '--out', path, '--json']);
  expect(written.status).toBe(0);
  const overHttp = await service.export(user, ['people', 'notes'], true);
  expect(await timelessFiles(await readFile(path))).toEqual(await timelessFiles(overHttp));
  const verified = await carol(['verify', path, '--json']);
  expect(json(verified)).toMatchObject({ valid: true, archive: { areas: ['people', 'notes'] } });
});

it('preview and import report what the service does', async () => {
  const graph = sampleGraph();
  const archive = await service.export(await userWith(service, graph));
  const path = await file('whole.tar.gz', archive);
  const part = { areas: ['people', 'organizations'], skip: [idOf(graph, 'organizations')] };
  const options = ['--areas', part.areas.join(), '--skip', part.skip.join()];
  const user = await service.createUser();
  const overHttp = await service.preview(user, archive, part);
  expect(json(await carol(['preview', user.email, path, ...options, '--json']))).toEqual(overHttp.body);
  const told = await carol(['preview', user.email, path, ...options, '--items', '--mode', 'merge']);
  expect(told.stdout.toString()).toMatch(/organization {2}plain name 0.* \(left out\)/);
  expect(told.stdout.toString()).toMatch(/\(it cannot be without something that you do not have\)/);
  const lines = await carol([
    'preview',
    user.email,
    path,
    ...options,
    '--items',
    '--mode',
    'merge',
    '--json',
  ]);
  const items = lines.stdout.toString().trim().split('\n').map((line) => JSON.parse(line) as PreviewItem); // prettier-ignore
  expect(items.slice(1, -1)).toEqual((await service.items(user, archive, 'merge', part)).items);
  const imported = await carol([
    'import',
    user.email,
    path,
    ...options,
    '--mode',
    'merge',
    '--yes',
    '--json',
  ]);
  expect(imported.status).toBe(0);
  expect(json<ImportResult>(imported)).toMatchObject({
    areas: part.areas,
    skipped: part.skip,
    effects: overHttp.body.effects?.['merge'],
  });
  await expectNothingLeft();
});

describe('a choice that cannot be meant', () => {
  const nobody = randomUUID();
  it.each([
    ['an unknown area', ['--areas', 'nobody'], 2, /names an area that is not known.*Allowed: profile, /],
    ['no area', ['--areas', ','], 2, /names no area/],
    ['what is no UUID', ['--skip', 'ada'], 2, /is no list of UUIDs/],
    ['a UUID that is not in the archive', ['--skip', nobody], 1, /a UUID that is not in the archive/],
  ])('is refused for %s', async (_, options, status, words) => {
    const user = await service.createUser();
    const path = await file('any.tar.gz', await service.export(await userWith(service, sampleGraph())));
    const before = await fingerprint(service);
    for (const command of [['preview'], ['import', '--mode', 'merge', '--yes']]) {
      const [name = '', ...more] = command;
      const outcome = await carol([name, user.email, path, ...more, ...options]);
      expect([name, outcome.status]).toEqual([name, status]);
      expect(outcome.stderr.toString()).toMatch(words);
    }
    expect(await fingerprint(service)).toBe(before);
  });
});
