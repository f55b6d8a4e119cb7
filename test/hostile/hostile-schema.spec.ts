/** Values that are not of their field’s type, in every field of every kind: refused at their place, and never repeated. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { type Kind, type KindField, defaultWhenAbsent } from '../../src/portability/kinds.js';
import { png } from '../../src/portability/testing/media-files.js';
import { expectRefused, witness } from '../support/refusals.js';
import { cloneRow, GRAPH, packTexts, sampleGraph, textsOf, treesOf } from '../support/sample.js';
import { startTestService, type TestService } from '../support/service.js';

const CANARY = 'canary-93ac';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service?.close());

type Wrong = readonly [value: unknown, code: string];

const type = (...values: unknown[]): Wrong[] => values.map((value) => [value, 'type']);
const as = (code: string, ...values: unknown[]): Wrong[] => values.map((value) => [value, code]);

/** What PostgreSQL would take and people would not is among them. */
const NO_DAYS = ['infinity', '-infinity', 'tomorrow', 'now', 'epoch', 'today', '2019-02-30', '2019-13-01', '2019-00-10', '0000-01-01',
  '10000-01-01', '19-05-31', '2019/05/31', '31.05.2019', '20190531x', 'J2451187', '2019-05-31 BC', '', ' 2019-05-31', CANARY]; // prettier-ignore

function wrongValues(field: KindField): Wrong[] {
  switch (field.type) {
    case 'text':
    case 'markdown':
      return type(1, 1.5, true, [CANARY], { a: CANARY });
    case 'choice':
      return [...as('choice', CANARY, '', field.values[0]?.toUpperCase()), ...type(1, [CANARY])];
    case 'boolean':
      return type('true', 'yes', 1, 0, CANARY, []);
    case 'integer':
      return [
        ...type('1', 1.5, true, CANARY, [1]),
        ...as('range', field.max === Number.MAX_SAFE_INTEGER ? 1e20 : field.max + 1, field.min - 1),
      ];
    case 'decimal':
      return [
        ...type('1.5', CANARY, true),
        ...as('range', 10 ** (field.precision - field.scale), 0.123456789),
      ];
    case 'date':
      return [...as('format', ...NO_DAYS, '2019', '2019-05-31T00:00:00Z'), ...type(2019, true, [CANARY])];
    case 'partialDate':
      return [
        ...as('format', ...NO_DAYS, '--02-30', '--13-01', '2019-5', '19', '---31'),
        ...type(true, [CANARY], 1.5),
      ];
    case 'timestamp':
      return [
        ...as('format', ...NO_DAYS, '2019-05-31', '2026-01-01T00:00:00', '2026-01-01T24:00:00Z', '2026-01-01T23:60:00Z', '2026-01-01T23:59:60Z',
          '2026-01-01T00:00:00.1234567Z', '2026-01-01T00:00:00+99:00', '0001-01-01T00:00:00+05:00', '9999-12-31T23:59:59-05:00'),
        ...type(0, true, { a: CANARY }),
      ]; // prettier-ignore
    case 'textList':
      return type(CANARY, 1, { a: CANARY });
    case 'list':
      return type(CANARY, 1, { a: CANARY });
    case 'value':
      return type([CANARY], true);
    case 'json':
      return type(CANARY, 1, [CANARY], true);
    case 'digest':
      return [...as('format', CANARY, 'A'.repeat(64), 'a'.repeat(63), ''), ...type(1, [CANARY])];
    case 'reference':
      return [
        ...as(
          'uuid',
          CANARY,
          '',
          `{${randomUUID()}}`,
          `urn:uuid:${randomUUID()}`,
          randomUUID().replaceAll('-', ''),
        ),
        ...type(1, true, [CANARY], { a: 1 }),
      ];
    case 'media':
      return [
        ...as('format', CANARY, '', randomUUID(), `media/${randomUUID()}`, `../media/${randomUUID()}.png`, `media/../${randomUUID()}.png`,
          `/media/${randomUUID()}.png`, `https://example.org/${CANARY}.png`, `media/${randomUUID()}.png/x`, 1),
        ...type([CANARY]),
      ]; // prettier-ignore
  }
}

/** The times are the same in every kind: one kind gets all that is wrong with them. */
const valuesFor = (kind: Kind, field: KindField): Wrong[] => {
  const all = wrongValues(field);
  const common = field.key === 'createdAt' || field.key === 'updatedAt';
  const needed = defaultWhenAbsent(kind, field) === 'required';
  return [
    ...(common && kind.parent ? all.slice(0, 3) : all),
    ...(needed ? ([[null, 'required']] as Wrong[]) : []),
  ];
};

/** Where a value stands in the text that `textsOf` makes: one member on each line. */
function placeOf(text: string, id: string, key: string): { line: number; column: number } {
  const row = text.indexOf(`"${id}": {`);
  const member = text.indexOf(`"${key}": `, row) + key.length + 4;
  const before = text.slice(0, member).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

describe('a value of the wrong type or form', () => {
  it.each(GRAPH.areas.map(({ name }) => name))('in any field of %s is refused at its place', async (area) => {
    const graph = sampleGraph();
    const trees = treesOf(graph);
    const files = new Map(graph.files);
    const rows = CAROL_KINDS.filter((kind) => kind.area === area && !kind.singleton).flatMap((kind) =>
      kind.fields.flatMap((field) =>
        valuesFor(kind, field).map(([value, code]) => {
          const [row, id] = cloneRow(trees, graph, kind.name);
          row[field.key] = value;
          if (kind.blob) {
            files.set(id, png(1, 2, 3));
            for (const key of [kind.blob.byteSize, kind.blob.sha256]) if (key !== field.key) delete row[key];
          }
          return { id, key: field.key, code };
        }),
      ),
    );
    const texts = textsOf(trees);
    const errors = await expectRefused(service, await packTexts(texts, files), {
      slug: 'validation-failed',
      canaries: [CANARY],
    });
    const file = `${area}.yaml`;
    const told = errors.map(
      ({ pointer, code, line, column }) =>
        `${pointer?.split('/').slice(-2).join('/')} ${code} ${line}:${column}`,
    );
    const expected = rows.map(({ id, key, code }) => {
      const { line, column } = placeOf(texts[file] ?? '', id, key);
      return `${id}/${key} ${code} ${line}:${column}`;
    });
    expect(told.sort()).toEqual(expected.sort());
    expect(new Set(errors.map((error) => error.file))).toEqual(new Set([file]));
  });

  it.each([
    ['a number in quotes', 'skills.yaml', "name: x\n  position: '1'", /without quotes/],
    ['true in quotes', 'people.yaml', "givenName: x\n  favorite: 'true'", /true or false, without quotes/],
    ['a time of no zone', 'people.yaml', 'givenName: x\n  createdAt: 2026-01-01T00:00:00', /time zone/],
    ['an unknown key', 'organizations.yaml', 'name: x\n  x: y', /^An organization has no such key/],
    [
      'no row',
      'people.yaml',
      `givenName: x\n  addresses: {${randomUUID()}: ~}`,
      /^An address must be a mapping/,
    ],
    ['a number for a text', 'people.yaml', 'givenName: 42', /in quotes if it looks like a number/],
  ])('is told what to write instead: %s', async (_, file, row, detail) => {
    const archive = await packTexts({ [file]: `${randomUUID()}:\n  ${row}\n` });
    const { body } = await service.preview(await witness(service), archive);
    expect(body).toMatchObject({ errorCount: 1, errors: [{ detail: expect.stringMatching(detail) }] });
  });

  it('is told a thousand times, and counted as often as it is', async () => {
    const people = Array.from({ length: 1_500 }, () => `${randomUUID()}:\n  givenName: 1\n`).join('');
    const archive = await packTexts({ 'people.yaml': people });
    const user = await witness(service);
    const { body } = await service.preview(user, archive);
    expect({ valid: body.valid, errorCount: body.errorCount, told: body.errors.length }).toEqual({
      valid: false,
      errorCount: 1_500,
      told: 1_000,
    });
    expect((await service.import(user, archive, 'replace')).body).toMatchObject({
      errorCount: 1_500,
      errors: body.errors,
    });
  });
});

describe('a row', () => {
  const [ID, OTHER] = ['6f0c4d2e-8a51-4c3b-9d7e-2f1a0b3c4d5e', 'a1b2c3d4-8a51-4c3b-9d7e-2f1a0b3c4d5e'];

  const CASES: readonly (readonly [what: string, file: string, text: string, ...errors: string[]])[] = [
    ['without what it needs', 'people.yaml', `${ID}: {}\n`, `required #/${ID}/givenName 1:1`],
    ['that is a text', 'people.yaml', `${ID}: ${CANARY}\n`, `type #/${ID} 1:39`],
    ['that is null', 'people.yaml', `${ID}:\n`, `type #/${ID} 1:1`],
    ['whose children are a list', 'people.yaml', `${ID}:\n  givenName: A\n  tags: [{tag: ${CANARY}}]\n`, `type #/${ID}/tags 3:9`],
    ['whose child is a text', 'people.yaml', `${ID}:\n  givenName: A\n  tags:\n    ${OTHER}: ${CANARY}\n`, `type #/${ID}/tags/${OTHER} 4:43`],
    ['under a name that is no UUID', 'people.yaml', `ada:\n  givenName: A\n`, `uuid #/ada 1:1`],
    ['under a braced UUID', 'people.yaml', `"{${ID}}":\n  givenName: A\n`, `uuid #/%7B${ID}%7D 1:1`],
    ['under a name of prototypes', 'people.yaml', `__proto__:\n  givenName: A\nconstructor:\n  givenName: B\n`, 'uuid #/__proto__ 1:1', 'uuid #/constructor 3:1'],
    ['with keys of another spelling', 'people.yaml', `${ID}:\n  givenName: A\n  GivenName: B\n  given_name: C\n`, `unknown-key #/${ID}/GivenName 3:3`, `unknown-key #/${ID}/given_name 4:3`],
    ['with an unknown key in a child', 'people.yaml', `${ID}:\n  givenName: A\n  tags:\n    ${OTHER}:\n      tag: x\n      "a/b~c": ${CANARY}\n`, `unknown-key #/${ID}/tags/${OTHER}/a~1b~0c 6:7`],
    ['with a subject and no kind of it', 'notes.yaml', `${ID}:\n  body: x\n  subjectId: ${OTHER}\n`, `required #/${ID}/subjectId 3:14`],
    ['with a kind of subject and no subject', 'notes.yaml', `${ID}:\n  body: x\n  subjectType: person\n`, `required #/${ID}/subjectType 3:16`],
    ['with a number that is none', 'skills.yaml', `${ID}:\n  name: S\n  skills:\n    ${OTHER}:\n      name: x\n      years: .nan\n`, `range #/${ID}/skills/${OTHER}/years 6:14`],
    ['with a number without end', 'skills.yaml', `${ID}:\n  name: S\n  skills:\n    ${OTHER}:\n      name: x\n      years: -.inf\n`, `range #/${ID}/skills/${OTHER}/years 6:14`],
    ['with a number in hexadecimal that is too large', 'skills.yaml', `${ID}:\n  name: S\n  position: 0xFFFFFFFFFF\n`, `range #/${ID}/position 3:13`],
    ['with a number of a million digits', 'skills.yaml', `${ID}:\n  name: S\n  position: ${'9'.repeat(1_000_000)}\n`, `range #/${ID}/position 3:13`],
    ['with not-a-number in its own fields', 'people.yaml', `${ID}:\n  givenName: A\n  customFields:\n    a: [1, .nan]\n`, `range #/${ID}/customFields 4:12`],
    ['with items that are no texts', 'jobs.yaml', `${ID}:\n  company: C\n  positions:\n    ${OTHER}:\n      title: T\n      highlights:\n        - one\n        - 2\n`, `type #/${ID}/positions/${OTHER}/highlights 8:11`],
    ['with an empty item', 'jobs.yaml', `${ID}:\n  company: C\n  positions:\n    ${OTHER}:\n      title: T\n      highlights: [one, ~]\n`, `type #/${ID}/positions/${OTHER}/highlights 6:25`],
  ]; // prettier-ignore

  let found: readonly { readonly what: string; readonly errors: readonly string[] }[];
  beforeAll(async () => {
    // All in one archive: each case under UUIDs of its own, below the others of its file.
    const texts = new Map<string, string>();
    const stretches = CASES.map(([what, file, text]) => {
      const ids = [randomUUID(), randomUUID()] as const;
      const before = texts.get(file) ?? '';
      const own = text.replaceAll(ID, ids[0]).replaceAll(OTHER, ids[1]);
      texts.set(file, before + own);
      return { what, file, ids, first: before.split('\n').length, lines: own.split('\n').length - 1 };
    });
    const errors = await expectRefused(service, await packTexts(Object.fromEntries(texts)), {
      slug: 'validation-failed',
      codes: CASES.flatMap(([, , , ...expected]) => expected.map((each) => each.split(' ')[0] ?? '')),
      canaries: [CANARY],
    });
    found = stretches.map(({ what, file, ids, first, lines }) => ({
      what,
      errors: errors
        .filter(({ file: of, line = 0 }) => of === file && line >= first && line < first + lines)
        .map(({ code, pointer = '', line = 0, column }) => {
          const told = pointer.replaceAll(ids[0], ID).replaceAll(ids[1], OTHER);
          return `${code} ${told} ${line - first + 1}:${column}`;
        }),
    }));
  });

  it.each(CASES)('%s is refused', (what, _file, _text, ...expected) => {
    expect(found.find((each) => each.what === what)?.errors).toEqual(expected);
  });

  it('is refused when its file is absent, which is not the same as empty', async () => {
    const texts = Object.fromEntries(GRAPH.areas.map(({ file }) => [file, null]));
    await expectRefused(service, await packTexts(texts), {
      slug: 'validation-failed',
      codes: GRAPH.areas.map(() => 'area-missing'),
    });
  });
});
