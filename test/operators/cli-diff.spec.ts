/** `carol diff`: what it tells is what the preview tells of Replace; it has no database where both are files. */
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import type { DiffItem, PreviewItem } from '../../src/portability/index.js';
import { carolHere } from '../support/carol-here.js';
import type { Outcome } from '../support/program.js';
import { png, sha256Of } from '../../src/portability/testing/media-files.js';
import { cloneRow, idOf, packGraph, rowIn, sampleGraph, siblings, type Trees } from '../support/sample.js';
import type { Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { userWith } from '../support/seeded.js';
import {
  carol,
  expectNothingLeft,
  file,
  folder,
  json,
  service,
  STACK,
  useCommandLine,
} from './command-line.js';

useCommandLine();

const NOWHERE = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', CAROL_URL: '', CAROL_TOKEN: '' };

/** Where there is neither a database nor a login. */
const diff = (...args: readonly string[]): Promise<Outcome> =>
  carolHere(['diff', ...args], { ...NOWHERE, XDG_CONFIG_HOME: join(folder, 'none') });

interface Told {
  readonly head: { readonly notCompared: readonly string[] };
  readonly items: readonly DiffItem[];
  readonly end: unknown;
}

function told({ stdout }: Outcome): Told {
  const lines = stdout.toString().trim().split('\n').map((line) => JSON.parse(line) as unknown); // prettier-ignore
  return {
    head: lines[0] as Told['head'],
    items: lines.slice(1, -1) as readonly DiffItem[],
    end: lines.at(-1),
  };
}

/** Another value for each field of the second row of each kind, where any is as good. */
function changeAll(graph: Graph, trees: Trees): void {
  for (const kind of CAROL_KINDS.filter(({ blob }) => !blob)) {
    const row = rowIn(trees, graph, kind.name, kind.singleton ? 0 : 1);
    for (const { key, type } of kind.fields) {
      const value = row[key];
      if (typeof value === 'string' && value.startsWith('plain ')) row[key] = value.replace('plain', 'other');
      else if (type === 'boolean') row[key] = value !== true;
      else if (type === 'textList') row[key] = ['one', 'three'];
      else if (type === 'json') row[key] = { a: [1, null], b: '2' };
    }
  }
}

function dropNote(graph: Graph, trees: Trees): void {
  delete siblings(trees, graph, kindNamed('notes'), 1)[idOf(graph, 'notes', 1)];
}

const kindNamed = (name: string): (typeof CAROL_KINDS)[number] => {
  const found = CAROL_KINDS.find((kind) => kind.name === name);
  if (!found) throw new Error(`There is no kind ${name}`);
  return found;
};

const EDITS: Record<string, (graph: Graph, trees: Trees) => void> = {
  'every field': changeAll,
  'a row that has come': (graph, trees) => void cloneRow(trees, graph, 'notes'),
  'a row that has gone': dropNote,
  'values that have gone': (graph, trees) => {
    for (const kind of CAROL_KINDS) {
      const row = rowIn(trees, graph, kind.name, kind.singleton ? 0 : 1);
      for (const { key, type } of kind.fields) if (type === 'textList' || type === 'json') delete row[key];
    }
  },
  'what they refer to': (graph, trees) => {
    const [first, second] = [idOf(graph, 'organizations'), idOf(graph, 'organizations', 1)];
    for (const kind of CAROL_KINDS)
      for (const [index] of (graph.rows[kind.name] ?? []).entries()) {
        const row = rowIn(trees, graph, kind.name, index);
        for (const { key, type } of kind.fields)
          if (type === 'reference' && row[key] === first && kind.name !== 'organizations') row[key] = second;
      }
  },
  'all of it': (graph, trees) => {
    changeAll(graph, trees);
    dropNote(graph, trees);
    cloneRow(trees, graph, 'people');
  },
};

const essence = ({ kind, id, label, effect, changes, location }: DiffItem | PreviewItem): object => ({
  kind,
  id,
  label,
  effect,
  ...(changes && { changes }),
  // What is deleted stands in the earlier archive, and nowhere for a preview.
  ...(effect !== 'delete' && { location }),
});

const inOrder = (items: readonly (DiffItem | PreviewItem)[]): readonly object[] =>
  items
    .map(essence)
    .map((item) => JSON.stringify(item))
    .sort()
    .map((item) => JSON.parse(item) as object);

describe('what a preview tells of Replace, diff tells of', () => {
  it.each(Object.entries(EDITS))('%s', async (_, editTrees) => {
    const graph = sampleGraph();
    const user = await userWith(service, graph);
    const later = await packGraph(graph, (trees) => editTrees(graph, trees));
    const [before, after] = [
      await file('before.tar.gz', await service.export(user)),
      await file('after.tar.gz', later),
    ];
    const { items } = await service.items(user, later, 'replace');
    const compared = await diff(before, after, '--json');
    expect(compared.status).toBe(1);
    const found = told(compared);
    expect(inOrder(found.items)).toEqual(inOrder(items));
    expect(found.items.length).toBeGreaterThan(0);
    expect(found.end).toMatchObject({ end: true, items: items.length });
    // The other way round every row that has come has gone.
    const back = told(await diff(after, before, '--json'));
    const ids = (list: readonly DiffItem[], effect: string): readonly string[] =>
      list.flatMap((item) => (item.effect === effect ? [item.id] : [])).sort();
    expect(ids(back.items, 'delete')).toEqual(ids(found.items, 'create'));
    expect(ids(back.items, 'create')).toEqual(ids(found.items, 'delete'));
    expect(ids(back.items, 'update')).toEqual(ids(found.items, 'update'));
    await expectNothingLeft();
  });
});

describe('an account and an archive', () => {
  it('are compared on the server and from anywhere, and are the same after an export', async () => {
    const graph = sampleGraph();
    const user = await userWith(service, graph);
    const same = await file('same.tar.gz', await service.export(user));
    const other = await file('other.tar.gz', await packGraph(graph, (trees) => changeAll(graph, trees)));
    const login = { ...NOWHERE, CAROL_URL: service.url, CAROL_TOKEN: user.token };
    const here = (path: string): Promise<Outcome> => carol(['diff', path, '--as', user.email, '--json']);
    const there = (path: string): Promise<Outcome> => carolHere(['diff', path, '--json'], login);
    expect(await here(same)).toMatchObject({ status: 0 });
    expect(await there(same)).toMatchObject({ status: 0 });
    const found = await here(other);
    expect(found.status).toBe(1);
    expect(told(await there(other)).items).toEqual(told(found).items);
  });
});

it('reads as a difference, with a sum, and says the same of what is the same', async () => {
  const graph = sampleGraph();
  const before = await file('one.tar.gz', await packGraph(graph));
  const after = await file(
    'two.tar.gz',
    await packGraph(graph, (trees) => {
      rowIn(trees, graph, 'organizations', 0)['name'] = 'Analytical Engines';
      dropNote(graph, trees);
    }),
  );
  const { status, stdout } = await diff(before, after);
  expect(status).toBe(1);
  expect(stdout.toString()).toContain('name: "plain name 0" → "Analytical Engines"');
  expect(stdout.toString()).toMatch(/^~ organization {2}Analytical Engines {2}organizations\.yaml:\d+$/m);
  expect(stdout.toString()).toMatch(/^notes: 1 only before$/m);
  const same = await diff(before, before);
  expect(same.status).toBe(0);
  expect(same.stdout.toString()).toMatch(/^The same\.$/m);
});

it('tells a file whose bytes are others by its digest', async () => {
  const graph = sampleGraph();
  const kind = CAROL_KINDS.find(({ blob }) => blob);
  const id = idOf(graph, kind?.name ?? '', 0);
  const [was, is] = [graph.files.get(id) ?? Buffer.of(), png(7, 9, 11)];
  const before = await file('file-before.tar.gz', await packGraph(graph));
  const after = await file(
    'file-after.tar.gz',
    await packGraph({ ...graph, files: new Map([...graph.files, [id, is]]) }, (trees) => {
      Object.assign(rowIn(trees, graph, kind?.name ?? '', 0), { byteSize: is.length, sha256: sha256Of(is) });
    }),
  );
  const { items } = told(await diff(before, after, '--json'));
  expect(items.map((item) => item.id)).toEqual([id]);
  expect(items[0]?.changes).toContainEqual({ field: 'sha256', from: sha256Of(was), to: sha256Of(is) });
});

it('leaves out what a part does not hold, and says so', async () => {
  const user = await userWith(service, sampleGraph());
  const whole = await file('whole.tar.gz', await service.export(user));
  const part = await file('part.tar.gz', await service.export(user, ['notes']));
  const compared = await diff(whole, part, '--json');
  expect(compared.status).toBe(0);
  expect(told(compared).head.notCompared).toContain('people');
});

describe('what cannot be compared has a status of its own', () => {
  it.each([
    ['no archive', Buffer.from('no archive')],
    ['nothing', Buffer.alloc(0)],
  ])('%s', async (_, bytes) => {
    const good = await file('good.tar.gz', await packGraph(sampleGraph()));
    for (const pair of [
      [good, await file('bad.tar.gz', bytes)],
      [await file('bad.tar.gz', bytes), good],
    ]) {
      const { status, stdout, stderr } = await diff(...pair);
      expect({ status, stdout: stdout.toString() }).toEqual({ status: 2, stdout: '' });
      expect(stderr).not.toMatch(STACK);
    }
  });

  it('an archive with a mistake, told by its place', async () => {
    const graph = sampleGraph();
    const good = await file('good.tar.gz', await packGraph(graph));
    const bad = await file(
      'mistake.tar.gz',
      await packGraph(graph, (trees) => void (rowIn(trees, graph, 'notes')['stars'] = 'many')),
    );
    const { status, stdout } = await diff(good, bad);
    expect(status).toBe(2);
    expect(stdout.toString()).toMatch(/^notes\.yaml:\d+:\d+: .*unknown-key/m);
    expect(json(await diff(bad, good, '--json'))).toMatchObject({
      before: { valid: false },
      after: { valid: true },
    });
  });

  it('a file that is not there, two times standard input, two archives and an account', async () => {
    const good = await file('good.tar.gz', await packGraph(sampleGraph()));
    expect(await diff(good, join(folder, 'absent.tar.gz'))).toMatchObject({ status: 2 });
    expect(await diff('-', '-')).toMatchObject({ status: 2 });
    expect(await diff(good, good, '--as', 'ada@carol.example')).toMatchObject({ status: 2 });
    expect(await carol(['diff', good, '--as', 'nobody@carol.example'])).toMatchObject({ status: 2 });
  });
});
