/** A manifest with anything wrong in it is refused, with the place, and never with the value. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FORMAT } from '../../src/carol/graph.js';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { edit } from '../support/archive-files.js';
import { MANIFEST, mediaName, packTexts } from '../support/sample.js';
import { expectRefused, witness } from '../support/refusals.js';
import { startTestService, type TestService } from '../support/service.js';

const CANARY = 'canary-7fd1c0';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service?.close());

const withLine = (line: string, by: string): string => {
  const lines = MANIFEST.split('\n');
  const at = lines.findIndex((each) => each.startsWith(`${line}:`));
  lines.splice(at, 1, ...(by === '' ? [] : [by]));
  return lines.join('\n');
};

type Case = readonly [what: string, text: string | Buffer, ...errors: readonly string[]];

const MEMBERS = ['format', 'formatVersion', 'exportedAt', 'appVersion', 'counts', 'media'];
const CASES: readonly Case[] = [
  ...MEMBERS.map((member): Case => [`no ${member}`, withLine(member, ''), `required #/${member} 1:1`]),
  ...MEMBERS.map((member): Case => [`null as ${member}`, withLine(member, `${member}: ~`), `value #/${member} ${MEMBERS.indexOf(member) + 1}:${member.length + 3}`]),
  ...MEMBERS.map((member): Case => [`a list as ${member}`, withLine(member, `${member}: [${CANARY}]`), `value #/${member} ${MEMBERS.indexOf(member) + 1}:${member.length + 3}`]),
  ['another format', withLine('format', `format: ${CANARY}`), 'value #/format 1:9'],
  ...['0', '-1', '1.0', '1.5', '"1"', 'one', 'true', '.inf', '9007199254740993', '1e3'].map(
    (version): Case => [`the version ${version}`, withLine('formatVersion', `formatVersion: ${version}`), 'value #/formatVersion 2:16'],
  ),
  ...['tomorrow', 'now', 'infinity', '2019-02-30T00:00:00Z', '2026-01-01', '2026-01-01T24:00:00Z', '2026-01-01T00:00:00', '1767225600'].map(
    (time): Case => [`the time ${time}`, withLine('exportedAt', `exportedAt: ${time}`), 'value #/exportedAt 3:13'],
  ),
  ['an app version that is empty', withLine('appVersion', 'appVersion: ""'), 'value #/appVersion 4:13'],
  ['an app version that is a number', withLine('appVersion', 'appVersion: 1.0'), 'value #/appVersion 4:13'],
  ['an app version of a book', withLine('appVersion', `appVersion: ${CANARY.repeat(20)}`), 'value #/appVersion 4:13'],
  ['a kind that is none', withLine('counts', `counts: {people: 1, ${CANARY.slice(0, 6)}s: 1}`), 'unknown-key #/counts/canarys 5:21'],
  ...['-1', '1.5', 'many', '9007199254740993', 'null', '"1"'].map(
    (count): Case => [`a count of ${count}`, withLine('counts', `counts: {people: ${count}}`), 'value #/counts/people 5:18'],
  ),
  ['media without bytes', withLine('media', 'media: {files: 0}'), 'required #/media/bytes 6:8'],
  ['media with more', withLine('media', 'media: {files: 0, bytes: 0, x: 0}'), 'unknown-key #/media/x 6:29'],
  ['missing that is no UUID', `${MANIFEST}missing: [${CANARY}]\n`, 'value #/missing/0 7:11'],
  ['missing that is a text', `${MANIFEST}missing: ${CANARY}\n`, 'value #/missing 7:10'],
  ['all that is unknown', `${MANIFEST}a: 1\n__proto__: {x: ${CANARY}}\nuserId: ${CANARY}\nconstructor: 1\n`,
    'unknown-key #/a 7:1', 'unknown-key #/__proto__ 8:1', 'unknown-key #/userId 9:1', 'unknown-key #/constructor 10:1'],
  ['a member twice', `${MANIFEST}format: ${CANARY}\n`, 'duplicate-key # 7:1'],
  ['a text', CANARY, 'type # 1:1'],
  ['a list', `- ${CANARY}\n`, 'type # 1:1'],
  ['nothing', '', 'empty # 1:1'],
  ['two documents', `${MANIFEST}---\na: ${CANARY}\n`, 'multiple-documents # 7:1'],
  ['a tag', withLine('format', `format: !${CANARY} x`), 'tag # 1:9'],
  ['bytes that are no UTF-8', Buffer.from([...Buffer.from(MANIFEST), 0x61, 0x3a, 0x20, 0xff, 0x0a]), 'not-utf8 # 7:4'],
  ['UTF-16', Buffer.from(`\ufeff${MANIFEST}`, 'utf16le'), 'not-utf8 # 1:1'],
  ['NUL', withLine('appVersion', 'appVersion: "1\\0"'), 'string # 4:13'],
  ['a cycle', withLine('counts', 'counts: &a {people: *a}'), 'alias # 5:21'],
  ['depth', withLine('counts', `counts: ${'['.repeat(2_000)}${']'.repeat(2_000)}`), 'depth # 5:74'],
]; // prettier-ignore

describe('a manifest', () => {
  it.each(CASES)('with %s is refused', async (_, text, ...expected) => {
    const errors = await expectRefused(service, await packTexts({ 'manifest.yaml': text }), {
      slug: 'manifest-invalid',
      canaries: [CANARY],
    });
    expect(errors.map(({ code, pointer, line, column }) => `${code} ${pointer} ${line}:${column}`)).toEqual(
      expected,
    );
    for (const error of errors)
      expect(error).toMatchObject({ file: 'manifest.yaml', detail: expect.stringMatching(/\.$/) });
  });

  it('that is absent is called absent', async () => {
    await expectRefused(service, await packTexts({ 'manifest.yaml': null }), { slug: 'manifest-missing' });
  });

  it.each([
    ['by itself', {}],
    ['with files that nobody knows yet', { 'goals.yaml': '{}', 'schema/goals.schema.json': '{}' }],
  ])('of a newer format is called newer, %s', async (_, files) => {
    const archive = await packTexts({
      'manifest.yaml': withLine('formatVersion', `formatVersion: ${FORMAT.version + 1}`),
      ...files,
    });
    await expectRefused(service, archive, { slug: 'format-unsupported' });
    const { body } = await service.preview(await witness(service), archive);
    expect(body).toMatchObject({
      archiveVersion: FORMAT.version + 1,
      supportedVersions: expect.arrayContaining([1, FORMAT.version]),
      detail: expect.stringMatching(/newer Carol/),
    });
  });

  it('counts what it likes: what is there counts, and the difference is a warning', async () => {
    const counts = CAROL_KINDS.map(({ name }) => `${name}: 7`).join(', ');
    const archive = await packTexts({ 'manifest.yaml': withLine('counts', `counts: {${counts}}`) });
    const { body } = await service.preview(await witness(service), archive);
    expect(body).toMatchObject({ valid: true, warningCount: CAROL_KINDS.length });
    expect(body.warnings.map(({ code, kind, count }) => `${code} ${kind} ${count}`)).toEqual(
      CAROL_KINDS.map(({ name }) => `count-differs ${name} 0`),
    );
    const [line = 0] = new Set(body.warnings.map((warning) => warning.line));
    const text = withLine('counts', `counts: {${counts}}`).split('\n')[line - 1] ?? '';
    expect(body.warnings.map(({ column }) => text.slice(column - 1, column))).toEqual(
      CAROL_KINDS.map(() => '7'),
    );
  });

  it.each<readonly [string, string, string]>([
    ['files', '{files: 5, bytes: 3}', '#/media/files 1'],
    ['bytes', '{files: 1, bytes: 4}', '#/media/bytes 3'],
  ])('counts %s of media otherwise than they are, which is a warning', async (_, media, expected) => {
    const id = randomUUID();
    const archive = await packTexts(
      {
        'manifest.yaml': withLine('media', `media: ${media}`),
        'media.yaml': `${id}:\n  fileName: a.txt\n  contentType: text/plain\n`,
        [mediaName(id)]: null,
        [`media/${id}.txt`]: Buffer.from('abc'),
      },
      new Map(),
    );
    const { body } = await service.preview(await witness(service), archive);
    expect(body).toMatchObject({ valid: true, warningCount: 1 });
    expect(body.warnings.map(({ code, pointer, count }) => `${code} ${pointer} ${count}`)).toEqual([
      `count-differs ${expected}`,
    ]);
    expect(body.warnings[0]).toMatchObject({ file: 'manifest.yaml', line: 6 });
  });

  it('may say that no file is missing as null, as any key that may be left out', async () => {
    const archive = await packTexts({
      'manifest.yaml': `${withLine('appVersion', "appVersion: '1'")}missing: null\n`,
    });
    const { body } = await service.preview(await witness(service), archive);
    expect(body).toMatchObject({ valid: true, warningCount: 0 });
  });
});

describe('SHA256SUMS', () => {
  const sums = async (change: (text: string) => string): Promise<Buffer> => {
    const user = await witness(service);
    const { readFiles, packFiles } = await import('../support/archive-files.js');
    const files = new Map<string, Buffer | string>(await readFiles(await service.export(user)));
    files.set('SHA256SUMS', change(String(files.get('SHA256SUMS'))));
    return packFiles(files);
  };

  it.each<[string, (text: string) => string, readonly string[]]>([
    [
      'another digest',
      (text) => text.replace(/^[0-9a-f]{64}(?=  notes\.yaml)/m, '0'.repeat(64)),
      ['digest notes.yaml'],
    ],
    ['a file that is not there', (text) => `${text}${'0'.repeat(64)}  more.yaml\n`, ['missing more.yaml']],
    ['a file too few', (text) => text.replace(/^.*  jobs\.yaml\n/m, ''), ['missing jobs.yaml']],
    ['a line that is none', (text) => `${text}${CANARY}\n`, ['digest SHA256SUMS']],
  ])('with %s is refused, and names the file', async (_, change, expected) => {
    const errors = await expectRefused(service, await sums(change), {
      slug: 'integrity-mismatch',
      canaries: [CANARY, '0'.repeat(64)],
    });
    expect(errors.map(({ code, file }) => `${code} ${file}`)).toEqual(expected);
  });

  it('may be absent, have CRLF, a BOM, upper-case digests and ./ before the names', async () => {
    const user = await witness(service);
    const odd = await sums(
      (text) =>
        `\ufeff${text.replace(/^([0-9a-f]+)  /gm, (_, digest: string) => `${digest.toUpperCase()} *./`).replaceAll('\n', '\r\n')}`,
    );
    expect((await service.preview(user, odd)).body.valid).toBe(true);
    expect((await service.preview(user, await edit(odd, {}))).body.valid).toBe(true);
  });
});
