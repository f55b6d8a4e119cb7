/** Whatever is wrong in an entry is told with what the entry is called; a table over all codes says which are in one. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Issue } from '../../src/portability/index.js';
import type { IssueCode } from '../../src/portability/files.js';
import { MANIFEST, packTexts } from '../support/sample.js';
import { startTestService, type TestService } from '../support/service.js';

const [ONE, TWO, THREE, FOUR] = [1, 2, 3, 4].map(
  (digit) => `${digit}1111111-1111-4111-8111-111111111111`,
) as [string, string, string, string];
const NAME = 'Ada Lovelace';

/** The entry that all mistakes are in. */
const ada = (...lines: readonly string[]): string =>
  [`${ONE}:`, 'givenName: Ada', 'familyName: Lovelace', ...lines].join('\n  ') + '\n';
const organization = (id: string | undefined, ...lines: readonly string[]): string =>
  [`${id}:`, `name: ${NAME}`, ...lines].join('\n  ') + '\n';
const affiliation = (id: string | undefined): readonly string[] => [
  'affiliations:',
  `  ${TWO}:`,
  `    organizationId: ${id}`,
];
const file = (...lines: readonly string[]): string =>
  [`${ONE}:`, `fileName: ${NAME}`, ...lines].join('\n  ') + '\n';

type Texts = Readonly<Record<string, string | null>>;
/** Archives with such a mistake in that entry; or why none is in an entry, or is known to be; or another test that has it. */
type Case =
  | readonly Texts[]
  | 'of a file'
  | 'of several entries'
  | 'of the text'
  | 'too long to be named'
  | 'test/hosts';

const CASES = {
  // Who reads the text cannot tell what of it is an entry.
  syntax: 'of the text',
  'multiple-documents': 'of a file',
  'not-utf8': 'of a file',
  'duplicate-key': [
    { 'people.yaml': ada('givenName: Ada') },
    {
      'people.yaml': `${FOUR}:\n  givenName: Before\n${ada(...affiliation(THREE), `  ${TWO}:`, `    organizationId: ${THREE}`)}`,
    },
    { 'people.yaml': `${ONE}:\n  givenName: First\n${ada()}${FOUR}:\n  givenName: After\n` },
    // The same in capitals is found in the database.
    { 'people.yaml': `A${ONE.slice(1)}:\n  givenName: First\na${ada().slice(1)}` },
  ],
  tag: [{ 'people.yaml': `${ada('nickname: !x y')}${FOUR}:\n  givenName: After\n` }],
  string: [{ 'people.yaml': ada('nickname: "a\\0"') }],
  alias: [{ 'people.yaml': ada('customFields: &x {a: *x}') }],
  type: [{ 'people.yaml': ada('nickname: [1]') }, { 'people.yaml': ada('tags:', `  ${TWO}: 1`) }],
  format: [{ 'people.yaml': ada('birthday: 31 May') }],
  range: [
    {
      'skills.yaml': `${TWO}:\n  name: Section\n  skills:\n    ${ONE}:\n      name: ${NAME}\n      position: -1\n`,
    },
  ],
  'too-long': 'too long to be named',
  depth: [{ 'people.yaml': ada(`customFields: ${'{a: '.repeat(63)}1${'}'.repeat(63)}`) }],
  uuid: [
    { 'organizations.yaml': organization(ONE, 'parentId: nothing') },
    { 'people.yaml': ada('tags:', '  nothing: {tag: x}') },
  ],
  choice: [{ 'people.yaml': ada('contacts:', `  ${TWO}: {kind: smoke, value: x}`) }],
  required: [
    { 'people.yaml': ada('dates:', `  ${TWO}: {on: 2020-01-01}`) },
    { 'people.yaml': ada('affiliations:', `  ${TWO}: {title: Engineer}`) },
  ],
  'unknown-key': [{ 'people.yaml': ada('nonsense: 1') }],
  singleton: [{ 'profile.yaml': `${TWO}:\n  fullName: First\n${ONE}:\n  fullName: ${NAME}\n` }],
  'duplicate-id': [{ 'people.yaml': ada(), 'jobs.yaml': `${ONE}:\n  company: ${NAME}\n` }],
  'duplicate-origin': [{ 'people.yaml': `${ada(`origin: ${TWO}`)}${TWO}:\n  givenName: Other\n` }],
  dangling: [
    { 'people.yaml': ada(...affiliation(THREE)) },
    { 'organizations.yaml': organization(ONE, `parentId: ${THREE}`) },
  ],
  'wrong-kind': [{ 'people.yaml': ada(...affiliation(ONE)) }],
  cycle: [
    { 'organizations.yaml': organization(ONE, `parentId: ${TWO}`) + organization(TWO, `parentId: ${ONE}`) },
  ],
  'media-missing': [{ 'media.yaml': file() }],
  size: [{ 'media.yaml': file('byteSize: 9'), [`media/${ONE}.txt`]: 'text' }],
  digest: [{ 'media.yaml': file(`sha256: '${'0'.repeat(64)}'`), [`media/${ONE}.txt`]: 'text' }],
  'reference-emptied': [
    {
      'jobs.yaml': `${ONE}:\n  company: ${NAME}\n  organizationId: ${THREE}\n`,
      'organizations.yaml': null,
      'manifest.yaml': `${MANIFEST}areas: [jobs]\n`,
    },
  ],
  // Rules that only a table of a host has.
  'not-unique': 'test/hosts',
  refused: 'test/hosts',
  'older-than-existing': 'of several entries',
  'count-differs': 'of several entries',
  'reference-outside': 'of several entries',
  'in-bin': 'of several entries',
  'kept-reference': 'of several entries',
  'media-unlisted': 'of a file',
  'left-aside': 'of a file',
  'area-missing': 'of a file',
  missing: 'of a file',
  value: 'of a file',
  empty: 'of a file',
  root: 'of a file',
  'path-traversal': 'of a file',
  'absolute-path': 'of a file',
  'bad-name': 'of a file',
  'link-entry': 'of a file',
  'special-entry': 'of a file',
  'unsupported-entry-type': 'of a file',
  'duplicate-entry': 'of a file',
  'data-after-end': 'of a file',
  'extended-header': 'of a file',
  'header-mismatch': 'of a file',
  'overlapping-entry': 'of a file',
  'hidden-data': 'of a file',
  'encrypted-entry': 'of a file',
  'unsupported-compression': 'of a file',
  'unexpected-file': 'of a file',
} as const satisfies Readonly<Record<IssueCode, Case>>;

/** Where the text cannot be read, what is wrong is told with no name rather than with that of the entry before. */
const UNREAD: readonly Texts[] = [
  { 'people.yaml': `${ada()}${TWO}:\n  givenName: "x\n` },
  { 'people.yaml': `${ada()}${TWO}:\n  givenName: !<x y\n${THREE}:\n  givenName: After\n` },
  { 'people.yaml': `${ada()}${TWO}:\n  givenName: ${'['.repeat(300)}${']'.repeat(300)}\n` },
  { 'people.yaml': `${ada()}? {a: 1, a: 2}\n: x\n${THREE}:\n  givenName: After\n` },
  { 'people.yaml': `${ada()}---\n${TWO}:\n  givenName: Other\n  givenName: Twice\n` },
];

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service?.close());

const issuesOf = async (texts: Texts): Promise<readonly Issue[]> => {
  const archive = await packTexts(texts);
  const { body } = await service.preview(await service.createUser(), archive);
  return [...(body.errors ?? []), ...(body.warnings ?? [])] as readonly Issue[];
};

const inEntries = Object.entries(CASES).flatMap(([code, found]: [string, Case]) =>
  typeof found === 'string' ? [] : found.map((texts): [string, Texts] => [code, texts]),
);

it.each(inEntries)('%s is told with the name of its entry (%#)', async (code, texts) => {
  const found = (await issuesOf(texts)).filter((issue) => issue.code === code);
  expect(found.length).toBeGreaterThan(0);
  for (const { label } of found) {
    expect(label).toContain(NAME);
    // What the name that is missing would have been joined with.
    expect(label).not.toMatch(/\b(at|for)$/);
  }
});

it('tells what the file says where something else belongs, and what that is', async () => {
  const found = await issuesOf({
    'people.yaml': ada(
      'birthday: 31 May',
      'favorite: maybe',
      'nickname: [1]',
      'nonsense: 1',
      'contacts:',
      `  ${TWO}: {kind: "\\u202esmoke", value: x}`,
    ),
    // That it holds fewer only follows.
    'manifest.yaml': MANIFEST.replace('counts: {}', 'counts: {people: 7}'),
  });
  expect(found.map(({ code, value, expected }) => [code, value, expected?.type])).toEqual([
    ['format', '31 May', 'partialDate'],
    ['type', 'maybe', 'boolean'],
    ['type', undefined, 'text'],
    ['unknown-key', '1', undefined],
    ['choice', '\\u{202e}smoke', 'choice'],
  ]);
});

it.each(UNREAD)(
  'names no entry where the text cannot be read, nor what follows from that (%#)',
  async (texts) => {
    const found = await issuesOf({
      ...texts,
      'manifest.yaml': MANIFEST.replace('counts: {}', 'counts: {people: 9}'),
    });
    expect(new Set(found.map(({ file }) => file))).toEqual(new Set(['people.yaml']));
    expect(found.filter(({ label }) => label !== undefined)).toEqual([]);
  },
);

it('names nothing of anybody else', async () => {
  const victim = await service.createUser();
  await service.import(
    victim,
    await packTexts({ 'organizations.yaml': `${THREE}:\n  name: canary\n${ONE}:\n  name: canary\n` }),
    'merge',
  );
  const [theirs, nobodys] = await Promise.all(
    [THREE, FOUR].map(async (id) => issuesOf({ 'people.yaml': ada(...affiliation(id)) })),
  );
  expect(theirs).toMatchObject([{ code: 'dangling', label: NAME }]);
  expect(theirs).toEqual(nobodys);
});
