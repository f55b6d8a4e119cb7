/** An export is YAML for every reader, not only ours: all values are equal, and what a library writes again is imported. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { packFiles, readFiles } from '../support/archive-files.js';
import { graphArbitrary, type Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { YAML_LIBRARIES } from '../support/yaml-readers.js';

const SEED = Number(process.env['FUZZ_SEED'] ?? jest.getSeed() & 0x7fffffff);
const ACCOUNTS = 2;

/** Where a text begins, goes on and ends; each combination is the body of a note. */
const PARTS = [
  '',
  'a',
  ' ',
  '\t',
  '\n',
  '\r\n',
  '  b',
  '\tc',
  '- d',
  '# e',
  ': ',
  "'",
  '"',
  '|',
  '---',
  '...',
  'é\u2028',
  '\n\n',
  'f: g',
];

/** Notes whose bodies are made of parts: in one line, and in three. */
function notesOfParts(): Graph {
  const graph = sampleGraph();
  const [note] = graph.rows['notes'] ?? [];
  if (!note) throw new Error('The sample has no note');
  const bodies = PARTS.flatMap((begin) =>
    PARTS.flatMap((end) => [`${begin}\n${end}`, `${begin}x\n\n${end}x\n${begin}${end}`]),
  );
  const notes = bodies.map((body) => ({
    id: randomUUID(),
    values: { ...note.values, title: body, body, subjectType: null, subjectId: null },
  }));
  return { ...graph, rows: { ...graph.rows, notes, noteAttachments: [] } };
}

/** People with JSON that is written in flow style: deep, long, and with keys and texts that are hard to write there. */
function peopleWithLargeJson(): Graph {
  const graph = sampleGraph();
  const [person] = graph.rows['people'] ?? [];
  if (!person) throw new Error('The sample has no person');
  const inLists = (value: unknown, levels: number): unknown =>
    levels === 0 ? value : [inLists(value, levels - 1)];
  const texts = PARTS.flatMap((begin) => PARTS.map((end) => `${begin}x${end}`));
  const documents = [
    { a: inLists(1, 61) },
    {
      a: inLists(
        { '<<': 1, [`${'x'.repeat(1_100)}: `]: 'y', [`${'é'.repeat(990)}`]: [], 'a\nb': {}, '': null },
        9,
      ),
    },
    { a: Array.from({ length: 3_000 }, (_, n) => [n, { [`k${n}`]: n % 7 === 0, e: -n / 8 }]) },
    {
      texts,
      keys: Object.fromEntries(texts.map((text) => [text, text])),
      more: inLists('x'.repeat(5_000), 9),
    },
  ];
  const people = documents.map((document) => ({
    id: randomUUID(),
    values: { ...person.values, photo: null, customFields: JSON.stringify(document) },
  }));
  const none = CAROL_KINDS.filter(({ name }) => name !== 'people').map(({ name }) => [name, []]);
  return { ...graph, files: new Map(), rows: { ...Object.fromEntries(none), people } } as Graph;
}

/** The graph with every text of it, and every JSON, as the function makes it. */
const mapped = (graph: Graph, change: (text: string) => string): Graph => ({
  ...graph,
  rows: Object.fromEntries(
    CAROL_KINDS.map(({ name, fields }) => [
      name,
      (graph.rows[name] ?? []).map((row) => ({
        ...row,
        values: Object.fromEntries(
          fields.map(({ key, type }) => {
            const value = row.values[key] ?? null;
            if (typeof value !== 'string') return [key, value];
            // 0028 that has lost its quotes is a number to js-yaml, and a year to us.
            if (type === 'partialDate') return [key, value.replace(/^0/, '1')];
            return [key, ['text', 'markdown', 'json'].includes(type) ? change(value) : value];
          }),
        ),
      })),
    ]),
  ),
});

/** JSON without numbers that a program which thinks in doubles would round: that is told in the archive's README. */
const withoutLargeNumbers = (text: string): string =>
  /^\{".*\}$/s.test(text)
    ? JSON.stringify(JSON.parse(text), (_, value: unknown) => (typeof value === 'number' ? Math.trunc(value % 1_000) : value)) // prettier-ignore
    : text;

let service: TestService;
/** Whose export is read, and its files. */
interface Account {
  readonly user: TestUser;
  readonly files: ReadonlyMap<string, Buffer>;
}
const accounts: Account[] = [];

beforeAll(async () => {
  service = await startTestService();
  const graphs = fc.sample(graphArbitrary(CAROL_KINDS, { maxRows: 3 }), { seed: SEED, numRuns: ACCOUNTS });
  for (const graph of [sampleGraph(), notesOfParts(), peopleWithLargeJson(), ...graphs]) {
    const user = await userWith(service, mapped(graph, withoutLargeNumbers));
    accounts.push({ user, files: await readFiles(await service.export(user)) });
  }
});
afterAll(() => service?.close());

const yamlPaths = (files: ReadonlyMap<string, Buffer>): string[] =>
  [...files.keys()].filter((path) => path.endsWith('.yaml'));

const textsOf = (files: ReadonlyMap<string, Buffer>): string[] =>
  yamlPaths(files).map((path) => String(files.get(path)));

/** Perl has one type for texts and numbers, and no order of keys. */
const loosely = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(loosely);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [`key ${key}`, loosely(inner)]));
  return typeof value === 'number' ? String(value) : value;
};
const asPerl = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    typeof inner === 'string' && /^-?\d+\.\d+$/.test(inner) ? String(Number(inner)) : inner,
  );

const [reference] = YAML_LIBRARIES;

/** Undefined where js-yaml cannot read it. */
function valueOf(text: string): unknown {
  try {
    return load(text);
  } catch {
    return undefined;
  }
}

describe.each(YAML_LIBRARIES)('$name', ({ name, isInstalled, read, write }) => {
  const test = isInstalled ? it : it.skip;

  test(`reads what js-yaml reads, from accounts of seed ${SEED}`, () => {
    for (const { files } of accounts) {
      const texts = textsOf(files);
      const expected = reference?.read(texts).map(loosely);
      expect(read(texts).map(loosely).map(asPerl)).toEqual(asPerl(expected));
    }
  });

  /**
   * Not every library writes every text so that it can be read again: line breaks that YAML 1.1 alone has, control characters, texts
   * that begin with blanks. What js-yaml makes of it counts, then; a file that it cannot read stays as it was.
   */
  test(`writes again what is imported for what it says, from accounts of seed ${SEED}`, async () => {
    for (const [nth, { user, files }] of accounts.entries()) {
      const paths = yamlPaths(files);
      const written = write(textsOf(files));
      const saved = new Map<string, Buffer | string>([...files].filter(([path]) => path !== 'SHA256SUMS'));
      paths.forEach((path, index) => {
        const text = written[index] ?? '';
        if (valueOf(text) !== undefined) saved.set(path, text);
      });
      const { status, body } = await previewQuoted(user, saved);
      const meant = new Map(saved);
      for (const path of paths) meant.set(path, JSON.stringify(load(String(saved.get(path)))));
      const expected = await service.preview(user, await packFiles(meant));
      const { valid, effects } = expected.body;
      expect([name, status, body.valid, body.effects]).toEqual([name, 200, valid, effects]);
      // The first of them has nothing that any library writes badly.
      if (nth > 0) continue;
      for (const [kind, effects] of Object.entries(body.effects?.replace ?? {}))
        expect({ name, kind, ...effects }).toMatchObject({ name, kind, create: 0, update: 0, delete: 0 });
    }
  });

  /** Previews as a person would who does what the message says: a text that has lost its quotes is put in quotes again. */
  async function previewQuoted(user: TestUser, files: Map<string, Buffer | string>) {
    for (let round = 0; ; round++) {
      const preview = await service.preview(user, await packFiles(files));
      const unquoted = (preview.body.errors ?? []).filter(({ detail }) =>
        detail?.includes('put it in quotes'),
      );
      if (unquoted.length === 0 || round === 3) return preview;
      for (const { file = '', line = 0, column = 0 } of unquoted) {
        const lines = String(files.get(file)).split('\n');
        const text = lines[line - 1] ?? '';
        if (text.endsWith(':')) continue;
        lines[line - 1] = `${text.slice(0, column - 1)}'${text.slice(column - 1)}'`;
        files.set(file, lines.join('\n'));
      }
    }
  }
});
