/** Previews and imports on the command line. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createItemPrinter } from '../../src/cli/preview-items.js';
import { openTerminal } from '../../src/cli/terminal.js';
import { edit, packFiles, readFiles } from '../support/archive-files.js';
import { installed } from '../support/installed.js';
import { COMMAND_LINE, type Outcome, startProgram } from '../support/program.js';
import { GRAPH, packGraph, rowIn, sampleGraph } from '../support/sample.js';
import { fingerprint, userWith } from '../support/seeded.js';
import type { TestUser } from '../support/service.js';
import {
  carol,
  environment,
  expectNothingLeft,
  file,
  json,
  service,
  STACK,
  useCommandLine,
} from './command-line.js';

useCommandLine();

describe('preview and import', () => {
  let owner: TestUser;
  let path: string;
  beforeAll(async () => {
    owner = await userWith(service, sampleGraph());
    path = await file('good.tar.gz', await service.export(owner));
  });

  it('report what the service reports', async () => {
    const user = await service.createUser();
    const previewed = await carol(['preview', user.email, path, '--json']);
    expect(previewed.status).toBe(0);
    const overHttp = await service.preview(user, await readFile(path));
    expect(json(previewed)).toEqual(overHttp.body);
    const imported = await carol(['import', user.email, path, '--mode', 'merge', '--yes', '--json']);
    expect(imported.status).toBe(0);
    expect(json<{ effects: object }>(imported).effects).toEqual(overHttp.body.effects?.merge);
    const again = await service.preview(user, await readFile(path));
    for (const { name } of GRAPH.kinds)
      expect(again.body.effects?.merge?.[name]).toMatchObject({ create: 0, update: 0 });
    await expectNothingLeft();
  });

  it('are done once under one key, and known to the service by it', async () => {
    const user = await service.createUser();
    const once = ['import', user.email, path, '--mode', 'copies', '--yes', '--json', '--key', 'nightly-1'];
    const first = await carol(once);
    expect(first.status).toBe(0);
    const after = await fingerprint(service);
    expect(json(await carol(once))).toEqual(json(first));
    expect(await fingerprint(service)).toBe(after);
    const asked = await fetch(`${service.url}/api/import/nightly-1`, {
      headers: { authorization: `Bearer ${user.token}` },
    });
    expect(await asked.json()).toEqual(json(first));
    const other = await carol(once.map((word) => (word === 'copies' ? 'merge' : word)));
    expect(other.status).not.toBe(0);
    expect(other.stderr + other.stdout.toString()).toContain('belongs to another import');
  });

  it('say each step on standard error, a line each where it is no terminal', async () => {
    const user = await service.createUser();
    const checks = ['Reading', 'Checking: reading the archive', 'Checking: taking in its rows'];
    const compared = 'Checking: comparing them with what is there';
    const steps = ({ stderr }: Outcome) => stderr.trimEnd().split('\n');
    expect(steps(await carol(['preview', user.email, path]))).toEqual([...checks, compared]);
    expect(steps(await carol(['verify', path]))).toEqual(checks);
    expect(steps(await carol(['import', user.email, path, '--mode', 'merge', '--yes']))).toEqual([
      'Reading',
      'Importing: reading the archive',
      'Importing: taking in its rows',
      'Importing: comparing them with what is there',
      'Importing: keeping what is there',
      'Importing: storing its files',
      'Importing: writing its rows',
    ]);
  });

  it('say why copies skip the profile where there is one, and nothing of it where there is none', async () => {
    const reason = /^Skipped: there can be only one profile, and there is one already\.$/m;
    const there = await carol(['preview', owner.email, path]);
    expect(there.stdout.toString()).toMatch(reason);
    const none = await carol(['preview', (await service.createUser()).email, path]);
    expect(none.stdout.toString()).not.toMatch(/Skipped/);
  });

  it('name what a replace deletes', async () => {
    const user = await userWith(service, sampleGraph());
    const previewed = await carol(['preview', user.email, path]);
    expect(previewed.stdout.toString()).toMatch(/This deletes what the archive does not have: .*2 people/);
    const imported = await carol(['import', user.email, path, '--mode', 'replace', '--yes']);
    expect(imported.stdout.toString()).toMatch(/Deleted what the archive does not have: .*2 people/);
  });

  it('refuse an invalid archive with the place of each error, and change nothing', async () => {
    const user = await userWith(service, sampleGraph());
    const bad = await file(
      'bad.tar.gz',
      await edit(await readFile(path), {
        'people.yaml': (text) => text.replace('favorite: ', 'favourite: '),
      }),
    );
    const before = await fingerprint(service);
    const at =
      /^people\.yaml:\d+:\d+: plain givenName \d plain familyName \d: A person has no such key\. .* \[#\/[0-9a-f-]{36}\/favourite unknown-key\]$/m;
    const previewed = await carol(['preview', user.email, bad]);
    expect(previewed.status).toBe(1);
    expect(previewed.stdout.toString()).toMatch(at);
    const imported = await carol(['import', user.email, bad, '--mode', 'replace', '--yes']);
    expect(imported.status).toBe(1);
    expect(imported.stderr).toMatch(at);
    expect(imported.stderr).not.toMatch(STACK);
    const told = await carol(['import', user.email, bad, '--mode', 'copies', '--yes', '--json']);
    expect(told.status).toBe(1);
    expect(json(told)).toMatchObject({ type: '/problems/validation-failed', errorCount: 1 });
    expect(await fingerprint(service)).toBe(before);
  });

  it('do not import unasked where nobody can be asked', async () => {
    const user = await service.createUser();
    const before = await fingerprint(service);
    const imported = await carol(['import', user.email, path, '--mode', 'merge']);
    expect(imported.status).toBe(2);
    expect(imported.stderr).toMatch(/--yes/);
    expect(await fingerprint(service)).toBe(before);
  });

  const terminal = process.platform === 'linux' && installed('script', 'util-linux');
  (terminal ? it : it.skip)(
    'show the preview in a terminal and ask [needs script of util-linux]',
    async () => {
      const user = await service.createUser();
      const inTerminal = (answer: string) => {
        const command = [COMMAND_LINE, 'import', user.email, path, '--mode', 'merge'];
        const line = [process.execPath, ...command].map((word) => `'${word}'`).join(' ');
        return spawnSync('script', ['-qec', line, '/dev/null'], {
          env: { PATH: process.env['PATH'], TERM: 'xterm', ...environment },
          input: answer,
          encoding: 'utf8',
        });
      };
      const before = await fingerprint(service);
      const refused = inTerminal('n\n');
      expect(refused.stdout).toMatch(/create +update +unchanged/);
      expect(refused.stdout).toContain(`Import this for ${user.email}? [y/N]`);
      expect(refused.status).toBe(1);
      expect(await fingerprint(service)).toBe(before);
      const agreed = inTerminal('y\n');
      expect(agreed.stdout).toContain('Imported with merge');
      expect(agreed.status).toBe(0);
    },
  );

  it('tell row by row what would change, as JSON or like a difference of two files', async () => {
    const graph = sampleGraph();
    const user = await userWith(service, graph);
    const archive = await packGraph(graph, (trees) => {
      rowIn(trees, graph, 'people')['givenName'] = 'Ada\u001b[31m';
    });
    const changed = await file('changed.tar.gz', archive);
    const told = await carol(['preview', user.email, changed, '--items', '--mode', 'merge', '--json']);
    const lines = told.stdout.toString().trimEnd().split('\n').map((line) => JSON.parse(line) as object); // prettier-ignore
    expect(lines).toEqual([
      expect.objectContaining({ valid: true }),
      expect.objectContaining({ mode: 'merge', kind: 'people', effect: 'update' }),
      { end: true, items: 1 },
    ]);
    const cut = await file('cut.tar.gz', archive.subarray(0, archive.length / 2));
    const refused = await carol(['preview', user.email, cut, '--items', '--json']);
    expect(refused.stdout.toString()).toMatch(/^\{"type":"\/problems\/archive-corrupt".*\}\n$/);
    const words = await carol(['preview', user.email, changed, '--items', '--mode', 'merge']);
    const said = words.stdout.toString();
    expect(said).toMatch(/^What merge would do:$/m);
    expect(said).toMatch(/^~ person {2}Ada\\u\{1b\}\[31m plain familyName 0 {2}people\.yaml:\d+$/m);
    expect(said).toContain('\n    givenName: "plain givenName 0" → "Ada\\u001b[31m"\n');
    expect(said).toMatch(/^1 row would not stay as it is\.$/m);
  });

  it.each([true, false])('colour it where the terminal shows colours: %s', (hasColors) => {
    const written: string[] = [];
    const stdout = { write: (text: string) => written.push(text) > 0, once: () => stdout, hasColors: () => hasColors }; // prettier-ignore
    const terminal = openTerminal(false, { stdout: stdout as never, stderr: stdout as never });
    const print = createItemPrinter(GRAPH, terminal, () => []);
    const item = { mode: 'replace', kind: 'notes', id: 'x', label: 'Old', effect: 'delete' } as const;
    expect(print([item]).at(-1)).toMatch(hasColors ? /^\x1b\[31m- note {2}Old\x1b\[39m/ : /^- note {2}Old$/);
  });

  it('leave nothing behind where Ctrl-C stops an import', async () => {
    const user = await service.createUser();
    const files = new Map<string, Buffer | string>(await readFiles(await readFile(path)));
    files.delete('SHA256SUMS');
    const many = Array.from({ length: 60_000 }, () => `${randomUUID()}:\n  givenName: Ada\n`);
    files.set('people.yaml', `${files.get('people.yaml')}${many.join('')}`);
    const large = await file('large.tar.gz', await packFiles(files));
    const before = await fingerprint(service);
    const importing = startProgram(
      COMMAND_LINE,
      ['import', user.email, large, '--mode', 'copies', '--yes'],
      environment,
    );
    await importing.saying(/Importing/);
    importing.child.kill('SIGINT');
    expect(await importing.ended).toBe(130);
    expect(importing.output.stderr).toContain('Nothing was changed');
    expect(importing.output.stderr).not.toMatch(STACK);
    expect(await fingerprint(service)).toBe(before);
    await expectNothingLeft();
  });
});
