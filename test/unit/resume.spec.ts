/** What is written as a résumé is what JSON Resume's own schema takes, whatever people wrote where it asks for addresses and days. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  RESUME_SECTIONS,
  resumeDate,
  resumeEmail,
  resumeProfile,
  writeResume,
  type ResumeSections,
} from '../../src/carol/formats/resume.js';
import { webAddress } from '../../src/carol/formats/web-address.js';
import { writeObjects, type JsonPiece } from '../../src/carol/formats/write-json.js';
import { resumeErrors } from '../support/resume-schema.js';
import { anyText } from '../support/yaml-arbitraries.js';

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
async function joined(chunks: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}
const resumeOf = async (sections: Partial<Record<keyof ResumeSections, readonly JsonPiece[]>>) =>
  JSON.parse(
    await joined(
      writeResume(
        Object.fromEntries(
          RESUME_SECTIONS.map((name) => [name, each(sections[name] ?? [])]),
        ) as unknown as ResumeSections,
      ),
    ),
  ) as Record<string, unknown>;

const item = fc.record({ item: fc.dictionary(fc.constantFrom('a', 'b', 'c'), anyText(), { maxKeys: 3 }) });
const lists = fc.tuple(fc.array(anyText(), { maxLength: 3 }), fc.array(anyText(), { maxLength: 3 }));

describe('objects that are written piece by piece', () => {
  it('are what their pieces say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(item, lists), { maxLength: 5 }), async (items) => {
        const pieces = items.flatMap(([fields, [x, y]]): JsonPiece[] => [
          fields,
          ...x.map((value) => ({ list: 'x', value })),
          ...y.map((value) => ({ list: 'y', value })),
        ]);
        expect(JSON.parse(`[${await joined(writeObjects(each(pieces)))}]`)).toEqual(
          items.map(([fields, [x, y]]) => ({
            ...Object.fromEntries(Object.entries(fields.item).filter(([, value]) => value !== '')),
            ...(x.length > 0 ? { x } : {}),
            ...(y.length > 0 ? { y } : {}),
          })),
        );
      }),
    );
  });
});

describe('a résumé', () => {
  it('is valid where it is empty, and where it has only some sections', async () => {
    const empty = await resumeOf({});
    expect(resumeErrors(empty)).toEqual([]);
    const some = await resumeOf({
      work: [{ item: { name: 'A' } }, { item: { name: 'B', highlights: ['x'] } }],
      basics: [{ item: { name: 'Ada' } }, { list: 'profiles', value: { network: 'x' } }],
    });
    expect(resumeErrors(some)).toEqual([]);
    expect(some).toMatchObject({
      basics: { name: 'Ada', profiles: [{ network: 'x' }] },
      work: [{ name: 'A' }, { name: 'B', highlights: ['x'] }],
    });
    expect(some).not.toHaveProperty('skills');
  });

  it('takes only what its schema takes for addresses and days', async () => {
    const address = fc.oneof(
      anyText(),
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc.emailAddress(),
      fc
        .tuple(fc.constantFrom('https://', 'http://', '', 'mailto:', 'javascript:'), anyText(), anyText())
        .map(([scheme, host, path]) => `${scheme}${host}a.example/${path}`),
    );
    const days = fc.oneof(
      fc.stringMatching(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d))?)?$/),
      fc.constantFrom('--05-31', '0999', '3000-01-01', '1815-12-10'),
    );
    await fc.assert(
      fc.asyncProperty(address, address, days, async (page, mail, day) => {
        const resume = await resumeOf({
          basics: [
            { item: { email: resumeEmail(mail), url: webAddress(page) } },
            { list: 'profiles', value: resumeProfile(null, page) },
          ],
          projects: [{ item: { url: webAddress(mail), startDate: resumeDate(day) } }],
        });
        expect(resumeErrors(resume)).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['example.org/ada', 'https://example.org/ada'],
    ['https://example.org', 'https://example.org/'],
    ['https://bücher.example/ä?q=ö', 'https://xn--bcher-kva.example/%C3%A4?q=%C3%B6'],
    [' http://example.org/a b ', 'http://example.org/a%20b'],
    ['https://a.example/#a#b|c', 'https://a.example/#a%23b%7Cc'],
    ['https://a.example/[x]?', 'https://a.example/%5Bx%5D?'],
    ['https://a.example/100%', 'https://a.example/100%25'],
    ['https://%@a.example/', undefined],
    ['http://[::1]:80/', 'http://[::1]/'],
    ['localhost', undefined],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['', undefined],
  ])('takes %j for the page %j', (text, page) => {
    expect(webAddress(text)).toBe(page);
  });

  it('reads an address the same way however often it has read it, compiled or not', () => {
    const read = new Set(Array.from({ length: 100_000 }, () => webAddress('https://bücher.example')));
    expect([...read]).toEqual(['https://xn--bcher-kva.example/']);
  });

  it('is checked by a schema that refuses', () => {
    expect(resumeErrors({ basics: { email: 'none' } })).not.toEqual([]);
    expect(resumeErrors({ basics: { url: 'no url' } })).not.toEqual([]);
    expect(resumeErrors({ work: [{ startDate: '--05-31' }] })).not.toEqual([]);
  });
});
