/** Exports whose YAML an editor or a script has saved again mean what they meant: a Replace finds every row unchanged. */
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dump, load, type DumpOptions } from 'js-yaml';
import { edit, packFiles, readFiles } from '../support/archive-files.js';
import { expectReplaceChangesNothing } from '../support/golden-unchanged.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { fingerprint } from '../support/seeded.js';
import { AREAS } from '../support/tree.js';

const GOLDEN = readFileSync(new URL('../golden/v1/carol-export-v1.tar.gz', import.meta.url));

/** Numbers that no program which thinks in doubles can write as they were. */
const EXACT: Readonly<Record<string, string>> = {
  exact: '1234567890123456789012345678901234567890.12345678901234567891',
  small: '0.00000000000000000001',
  trailingZeros: '1.500',
};

let service: TestService;
let user: TestUser;
/** The golden archive with letters in its UUIDs, and with no SHA256SUMS. */
let original: Buffer;
let before = '';

beforeAll(async () => {
  service = await startTestService();
  user = await service.createUser();
  const files = new Map<string, Buffer>();
  for (const [path, bytes] of await readFiles(GOLDEN)) {
    const lettered = (text: string): string => text.replaceAll('-4000-8000-', '-4bcd-8efa-');
    if (path !== 'SHA256SUMS')
      files.set(lettered(path), path.endsWith('.yaml') ? Buffer.from(lettered(bytes.toString())) : bytes);
  }
  original = await packFiles(files);
  expect(await service.import(user, original, 'replace')).toMatchObject({ status: 200 });
  before = await fingerprint(service);
});
afterAll(() => service?.close());

/** Each area and the manifest, saved by the editor. */
const saved = (editor: (text: string) => string): Promise<Buffer> =>
  edit(original, Object.fromEntries(['manifest', ...AREAS].map((area) => [`${area}.yaml`, editor])));

const expectUnchanged = (archive: Buffer): Promise<void> =>
  expectReplaceChangesNothing(service, user, archive, before);

/** Puts the exact numbers back after a program has rounded them. */
const exactly = (text: string): string =>
  Object.entries(EXACT).reduce(
    (all, [key, digits]) => all.replace(new RegExp(`(\\b${key}["']?: ?)[-+.\\de]+`), `$1${digits}`),
    text,
  );

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
};

const byProgram =
  (options: DumpOptions = {}) =>
  (text: string): string =>
    exactly(dump(load(text), { noRefs: true, ...options }));

describe('saved again', () => {
  it.each<readonly [string, (text: string) => string]>([
    ['with Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
    ['with the line ends of the old Macintosh', (text) => text.replaceAll('\n', '\r')],
    ['with a byte order mark', (text) => `\uFEFF${text}`],
    ['with a byte order mark and Windows line ends', (text) => `\uFEFF${text}`.replaceAll('\n', '\r\n')],
    ['without the first comment', (text) => text.replace(/^#.*\n/, '')],
    ['without the last line end', (text) => text.trimEnd()],
    ['with blank lines at both ends', (text) => `\n\n${text}\n \n`],
    [
      'with comments everywhere',
      (text) =>
        `# mine\n${text
          .replace(/^(\s*)(createdAt|position|pinned): (\S+)$/gm, '$1# before\n$1$2: $3 # after: {this}')
          .replace(/^(\S+):$/gm, '\n# an entry\n$1: # its key')}# the end`,
    ],
    ['as a document with its marks', (text) => `%YAML 1.2\n---\n${text}...\n`],
    ['with keys in the opposite order', (text) => exactly(dump(reversed(load(text)), { noRefs: true }))],
    ['with sorted keys', byProgram({ sortKeys: true })],
    ['folded at 40 characters', byProgram({ lineWidth: 40 })],
    ['not folded', byProgram({ lineWidth: -1 })],
    ['indented by 4', byProgram({ indent: 4 })],
    ['with every text in double quotes', byProgram({ forceQuotes: true, quoteStyle: 'double' })],
    ['with every text in single quotes', byProgram({ forceQuotes: true, quoteStyle: 'single' })],
    ['in flow style', byProgram({ flowLevel: 0 })],
    ['in flow style within each entry', byProgram({ flowLevel: 1 })],
    ['in flow style within each child row', byProgram({ flowLevel: 3 })],
    ['as JSON', (text) => exactly(JSON.stringify(load(text)))],
    ['as indented JSON', (text) => exactly(JSON.stringify(load(text), null, 2))],
    [
      'with anchors and aliases',
      (text) => {
        let seen = 0;
        return text.replaceAll(/: '2026-11-23T12:34:56.789Z'$/gm, (all) =>
          seen++ === 0 ? `: &made${all.slice(1)}` : ': *made',
        );
      },
    ],
    [
      'with UUIDs in upper case',
      (text) =>
        text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=:|'|$|\.)/gm, (id) => id.toUpperCase()),
    ],
    [
      'with nulls written out',
      (text) =>
        text.replace(
          /^ {2}birthday: '1780-12'$/m,
          '$&\n  nickname: null\n  familyName: ~\n  photo:\n  contacts: Null\n  customFields: NULL',
        ),
    ],
  ])('%s', async (_, editor) => {
    const archive = await saved(editor);
    expect(archive.equals(original)).toBe(false);
    await expectUnchanged(archive);
  });

  const python = (script: string) => spawnSync('python3', ['-c', script], { encoding: 'utf8' });
  (python('import yaml').status === 0 ? describe : describe.skip)('by PyYAML, which is YAML 1.1', () => {
    const SCRIPT = `import sys, json, yaml
texts = json.load(sys.stdin)
loader, dumper = yaml.SafeLoader, yaml.SafeDumper
json.dump([yaml.dump(yaml.load(text, loader), Dumper=dumper, allow_unicode=OPTION, sort_keys=OPTION) for text in texts], sys.stdout)`;

    /** All areas in one process. */
    async function resave(option: 'True' | 'False'): Promise<Record<string, (text: string) => string>> {
      const files = await readFiles(original);
      const paths = AREAS.map((area) => `${area}.yaml`);
      const { stdout, stderr } = spawnSync('python3', ['-c', SCRIPT.replaceAll('OPTION', option)], {
        input: JSON.stringify(paths.map((path) => files.get(path)?.toString())),
        encoding: 'utf8',
      });
      if (stdout === '') throw new Error(stderr);
      const texts = JSON.parse(stdout) as string[];
      return Object.fromEntries(paths.map((path, index) => [path, () => exactly(texts[index] ?? '')]));
    }

    it.each(['True', 'False'] as const)('with Unicode as it is and sorted keys: %s', async (option) => {
      const changes = await resave(option);
      const skills = changes['skills.yaml']?.('') ?? '';
      const quoted = () => skills.replace(/: 1e3$/m, ": '1e3'");
      await expectUnchanged(await edit(original, { ...changes, 'skills.yaml': quoted }));
    });

    it('is told where it left a text unquoted that YAML 1.2 takes for a number', async () => {
      const { body } = await service.preview(user, await edit(original, await resave('True')));
      expect(body).toMatchObject({
        valid: false,
        errorCount: 1,
        errors: [{ file: 'skills.yaml', code: 'type' }],
      });
      expect(body.errors?.[0]?.pointer).toMatch(/^#\/[^/]+\/skills\/[^/]+\/name$/);
      expect(body.errors?.[0]?.detail).toContain('put it in quotes');
    });
  });
});
