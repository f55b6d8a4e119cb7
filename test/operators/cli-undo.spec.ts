/** The way back on the command line. */
import { describe, expect, it } from '@jest/globals';
import { timelessFiles } from '../support/archive-files.js';
import { idOf, packGraph, sampleGraph } from '../support/sample.js';
import { fingerprint, userWith } from '../support/seeded.js';
import type { ImportHistory, ImportResult } from '../../src/portability/index.js';
import { carol, expectNothingLeft, file, json, service, useCommandLine } from './command-line.js';

useCommandLine();

describe('history and undo', () => {
  it('tell the imports, and take one back', async () => {
    const user = await userWith(service, sampleGraph());
    const before = await timelessFiles(await service.export(user));
    expect((await carol(['history', user.email])).stdout.toString()).toBe('No imports in the last month.\n');
    const path = await file('other.tar.gz', await packGraph(sampleGraph()));
    const imported = await carol(['import', user.email, path, '--mode', 'replace', '--yes', '--json']);
    const { key } = json<ImportResult>(imported).undo ?? { key: '' };
    const told = (await carol(['history', user.email])).stdout.toString();
    expect(told).toMatch(
      /replace: \d+ rows? created.*, \d+ rows? deleted\n {2}[0-9a-f-]{36} {2}can be undone until /,
    );
    expect(told).toContain(key);

    const unasked = await carol(['undo', user.email, key]);
    expect([unasked.status, unasked.stderr]).toEqual([2, expect.stringContaining('--yes')]);
    const undone = await carol(['undo', user.email, key, '--yes']);
    expect([undone.status, undone.stdout.toString()]).toEqual([0, expect.stringMatching(/^Undone in /m)]);
    expect(await timelessFiles(await service.export(user))).toEqual(before);
    const again = await carol(['undo', user.email, key, '--yes', '--json']);
    expect([again.status, json(again)]).toEqual([
      1,
      expect.objectContaining({ type: '/problems/not-found' }),
    ]);

    const { imports } = json<ImportHistory>(await carol(['history', user.email, '--json']));
    expect(imports).toMatchObject([
      { undoes: key, mode: 'replace' },
      { key, undo: null },
    ]);
    await expectNothingLeft();
  });

  it('forget what is kept for undoing, and change nothing else', async () => {
    const user = await userWith(service, sampleGraph());
    const path = await file('forgotten.tar.gz', await packGraph(sampleGraph()));
    const imported = await carol(['import', user.email, path, '--mode', 'copies', '--yes', '--json']);
    const { key } = json<ImportResult>(imported).undo ?? { key: '' };
    const before = await timelessFiles(await service.export(user));
    const forget = ['undo', user.email, key, '--forget'];
    const unasked = await carol(forget);
    expect([unasked.status, unasked.stderr]).toEqual([2, expect.stringContaining('--yes')]);
    const forgotten = await carol([...forget, '--yes', '--json']);
    expect([forgotten.status, json(forgotten)]).toEqual([0, { forgotten: key }]);
    expect(await timelessFiles(await service.export(user))).toEqual(before);
    expect((await carol(['history', user.email])).stdout.toString()).toContain(`${key}  cannot be undone`);
    await expectNothingLeft();
  });

  it('say which part was imported', async () => {
    const user = await userWith(service, sampleGraph());
    const graph = sampleGraph();
    const path = await file('part.tar.gz', await packGraph(graph));
    const part = ['--areas', 'people,notes', '--skip', idOf(graph, 'people')];
    await carol(['import', user.email, path, '--mode', 'copies', '--yes', ...part]);
    expect((await carol(['history', user.email])).stdout.toString()).toMatch(
      /  copies of people, notes without 1 entry: \d+ rows created\n/,
    );
  });

  it('keep nothing where nothing is asked for', async () => {
    const user = await userWith(service, sampleGraph());
    const path = await file('third.tar.gz', await packGraph(sampleGraph()));
    const args = ['import', user.email, path, '--mode', 'copies', '--yes', '--no-undo', '--json'];
    expect(json<ImportResult>(await carol(args)).undo).toBeUndefined();
    const state = await fingerprint(service);
    expect((await carol(['undo', user.email, 'nothing', '--yes'])).status).toBe(1);
    expect(await fingerprint(service)).toBe(state);
  });
});
