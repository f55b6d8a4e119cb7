/** Text that is not the YAML of an archive is refused at its place, however it is meant to hurt. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GRAPH, packTexts } from '../support/sample.js';
import { expectRefused, witness } from '../support/refusals.js';
import { startTestService, type TestService } from '../support/service.js';

const CANARY = 'canary-51b2';
const ID = '6f0c4d2e-8a51-4c3b-9d7e-2f1a0b3c4d5e';
const KiB = 1024;

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service?.close());

type Case = readonly [what: string, text: string | Buffer, error: string];

/** A list of lists, each of ten times the one before: a thousand million texts once all aliases are followed. */
const BOMB = Array.from({ length: 9 }, (_, level) =>
  level === 0
    ? `${randomUUID()}: &a0 [${CANARY}]\n`
    : `${randomUUID()}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]\n`,
).join('');

const entry = (value: string): string => `${ID}:\n  name: ${value}\n`;

const CASES: readonly Case[] = [
  ['bytes that are no UTF-8', Buffer.from([...Buffer.from(`${ID}:\n  name: x`), 0xc3, 0x28, 0x0a]), 'not-utf8 2:10'],
  ['an overlong encoding', Buffer.from([...Buffer.from(`${ID}:\n  name: `), 0xc0, 0xaf, 0x0a]), 'not-utf8 2:9'],
  ['a surrogate in UTF-8', Buffer.from([...Buffer.from(`${ID}:\n  name: `), 0xed, 0xa0, 0x80, 0x0a]), 'not-utf8 2:9'],
  ['UTF-16', Buffer.from(`\ufeff${entry(CANARY)}`, 'utf16le'), 'not-utf8 1:1'],
  ['NUL', entry(`${CANARY}\0`), `syntax 2:${9 + CANARY.length}`],
  ['NUL as an escape', entry(`"${CANARY}\\0"`), 'string 2:9'],
  ['a lone surrogate', entry(`"${CANARY}\\ud800"`), 'string 2:9'],
  ['a control character', entry(`${CANARY}\u0007`), `syntax 2:${9 + CANARY.length}`],
  ['an alias bomb', BOMB, 'alias 4:79'],
  ['a cycle of aliases', `${ID}: &x\n  name: *x\n`, 'alias 2:9'],
  ['an alias to nothing', entry('*nothing'), 'syntax 2:9'],
  ['2,000 levels of lists', entry(`${'['.repeat(2_000)}${']'.repeat(2_000)}`), 'depth 2:'],
  ['2,000 levels of mappings', entry(`${'{a: '.repeat(2_000)}${'}'.repeat(2_000)}`), 'depth 2:'],
  ['100,000 open brackets', entry('['.repeat(100_000)), ''],
  ['a tag of its own', entry(`!${CANARY} x`), 'tag 2:9'],
  ['a tag that makes an object', entry(`!!js/function '${CANARY}'`), 'tag 2:9'],
  ['a tag of Python', entry(`!!python/object/apply:os.system ['${CANARY}']`), 'tag 2:9'],
  ['a binary', entry('!!binary aGVsbG8='), 'tag 2:9'],
  ['a timestamp', entry('!!timestamp 2019-05-31'), 'tag 2:9'],
  ['a key twice', `${ID}:\n  name: x\n  kind: y\n  name: ${CANARY}\n`, 'duplicate-key 4:3'],
  ['an entry twice', `${entry('x')}${entry(CANARY)}`, 'duplicate-key 3:1'],
  ['a second document', `${entry('x')}---\n${entry(CANARY)}`, 'multiple-documents 3:1'],
  ['something after the end', `${entry('x')}...\n${CANARY}: x\n`, 'multiple-documents 3:1'],
  ['a text of more than 1 MiB', entry(`"${CANARY}${'x'.repeat(1024 * KiB)}"`), 'string 2:9'],
  ['a block of more than 1 MiB', entry(`|\n${`    ${CANARY}${'x'.repeat(1000)}\n`.repeat(1_100)}`), 'string 2:9'],
  ['a key of more than 1 MiB', `"${'x'.repeat(1024 * KiB + 1)}": {}\n`, ''],
  ['an unclosed quote', `${ID}:\n  name: "${CANARY}\n`, ''],
  ['a tab as indentation', `${ID}:\n\tname: ${CANARY}\n`, 'syntax 2:1'],
  ['a line without a colon', `${ID}:\n  name: x\n  ${CANARY}\n`, ''],
  ['a mapping as a key', `${ID}:\n  ? {a: ${CANARY}}\n  : x\n`, 'syntax 2:5'],
  ['a list', `- ${CANARY}\n`, 'root 1:1'],
  ['a text', `${CANARY}\n`, 'root 1:1'],
  ['nothing', '', 'empty 1:1'],
  ['a comment', `# ${CANARY}\n`, 'empty 1:1'],
  ['a merge key', `${ID}: &b\n  name: x\n${randomUUID()}:\n  <<: *b\n  name: y\n`, 'unknown-key 4:3'],
]; // prettier-ignore

const YAML_CODES = /^(syntax|not-utf8|duplicate-key|tag|multiple-documents|empty|depth|alias|string|root)$/;

/** Nine at a time: one for each file of an archive. */
const groups = (): (readonly Case[])[] => {
  const size = GRAPH.areas.length;
  return Array.from({ length: Math.ceil(CASES.length / size) }, (_, group) =>
    CASES.slice(group * size, (group + 1) * size),
  );
};

describe('a file of an archive', () => {
  it.each(groups().map((cases) => [cases.map(([what]) => what).join(', '), cases] as const))(
    'with one of these is refused at its place: %s',
    async (_, cases) => {
      const files = cases.map(([, text], index) => [GRAPH.areas[index]?.file ?? '', text] as const);
      const errors = await expectRefused(service, await packTexts(Object.fromEntries(files)), {
        slug: 'yaml-invalid',
        canaries: [CANARY],
      });
      cases.forEach(([what, , expected], index) => {
        const found = errors.filter(({ file }) => file === files[index]?.[0]);
        const places = found
          .filter(({ code }) => YAML_CODES.test(code) || expected.startsWith(code))
          .map(({ code, line, column }) => `${code} ${line}:${column}`);
        expect({ what, places }).toEqual({
          what,
          places: expect.arrayContaining([
            expect.stringMatching(new RegExp(`^${expected}${/\d$/.test(expected) ? '$' : ''}`)),
          ]),
        });
      });
    },
  );

  it('names all that is wrong, around what is right', async () => {
    const ids = Array.from({ length: 30 }, () => randomUUID());
    const text = ids.map((id, index) => `${id}:\n  name: ${index % 3 === 0 ? '!x y' : 'x'}\n`).join('');
    const errors = await expectRefused(service, await packTexts({ 'organizations.yaml': text }), {
      slug: 'yaml-invalid',
      codes: Array.from({ length: 10 }, () => 'tag'),
    });
    expect(errors.map(({ line }) => line)).toEqual(Array.from({ length: 10 }, (_, index) => index * 6 + 2));
  });

  it.each([
    ['more than a thousand times', BOMB],
    ['without end', `${ID}: &x\n  name: *x\n`],
  ])('that repeats itself by aliases %s is too complex', async (_, text) => {
    const errors = await expectRefused(service, await packTexts({ 'organizations.yaml': text }), {
      slug: 'yaml-too-complex',
      reported: true,
    });
    expect(errors.filter(({ code }) => code === 'alias')).toHaveLength(1);
  });

  it.each([
    ['a name', 'givenName: "x\\0y"'],
    ['a name, as half a character', 'givenName: "x\\ud800y"'],
    ['a JSON value', 'givenName: x\n  customFields: {a: "\\0"}'],
    ['a JSON value, as half a character', 'givenName: x\n  customFields: {a: "\\ud800"}'],
    ['a JSON key', 'givenName: x\n  customFields: {"a\\0": 1}'],
  ])(
    'whose row is right but for a character that the database does not take, in %s, is refused',
    async (_, row) => {
      await expectRefused(service, await packTexts({ 'people.yaml': `${ID}:\n  ${row}\n` }), {
        slug: 'yaml-invalid',
        codes: ['string'],
      });
    },
  );

  it('whose aliases make too many nodes is refused before they are made', async () => {
    const leaves = Array.from({ length: 2_000 }, () => 'x').join(', ');
    const text = `${randomUUID()}:\n  name: &a [${leaves}]\n${ID}:\n  name: [${Array.from({ length: 900 }, () => '*a').join(', ')}]\n`;
    await expectRefused(service, await packTexts({ 'organizations.yaml': text }), {
      slug: 'archive-too-large',
    });
  });

  it('of one value that is larger than all memory for it is refused', async () => {
    const line = `    ${'x'.repeat(1_000)},\n`;
    const text = `${ID}:\n  name: [\n${line.repeat(34 * KiB)}  ]\n`;
    await expectRefused(service, await packTexts({ 'organizations.yaml': text }), {
      slug: 'yaml-too-complex',
    });
  });

  it('of one entry that is larger than all memory is refused for what is wrong with it', async () => {
    const line = `  name: ${'x'.repeat(1_000)}\n`;
    const text = `${ID}:\n${line.repeat(34 * KiB)}`;
    await expectRefused(service, await packTexts({ 'organizations.yaml': text }), {
      slug: 'yaml-invalid',
    });
  });

  it('that an editor saved is accepted: CRLF, BOM, comments, flow style, other quoting, a few anchors', async () => {
    const text = `\ufeff%YAML 1.2\r\n---\r\n# mine\r\n"${ID.toUpperCase()}": {name: 'It''s', website: &w "https:\\/\\/x\\u0021", industry: *w}\r\n...\r\n`;
    const { body } = await service.preview(
      await witness(service),
      await packTexts({ 'organizations.yaml': text }),
    );
    expect(body).toMatchObject({ valid: true, effects: { merge: { organizations: { create: 1 } } } });
  });
});
