/** What is written as vCards is read back by ical.js, whatever the texts hold; and no text begins a line of its own. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { contentLine, escapeText } from '../../src/carol/formats/content-lines.js';
import { writeCards, type CardPart } from '../../src/carol/formats/vcard.js';
import { logicalLines, partsOf, told } from '../support/content-lines.js';
import { anyText } from '../support/yaml-arbitraries.js';

const ID = '5f0c8a52-6f7e-4d3b-9a55-0b6f0e9b7c11';

const written = async (parts: readonly CardPart[]): Promise<string> => {
  let text = '';
  for await (const chunk of writeCards(each(parts))) text += chunk;
  return text;
};
async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

const person = (values: Partial<Extract<CardPart, { of: 'person' }>> = {}): CardPart => ({
  of: 'person',
  id: ID,
  givenName: 'Ada',
  familyName: null,
  nickname: null,
  pronouns: null,
  birthday: null,
  howWeMet: null,
  changedAt: '20261128T052735Z',
  ...values,
});
const contact = (kind: string, value: string, label: string | null = null): CardPart => ({
  of: 'contact',
  kind,
  value,
  label,
  pref: null,
});

type Property = [name: string, parameters: Record<string, string>, type: string, ...values: unknown[]];
/** The properties of the only card. */
const propertiesOf = (card: string): Property[] => (ICAL.parse(card) as unknown as [string, Property[]])[1];
const valuesOf = (card: string, property: string): unknown[] =>
  propertiesOf(card)
    .filter(([name]) => name === property)
    .map(([, , , ...values]) => (values.length === 1 ? values[0] : values));

/** Read here, as ical.js takes the end of a part that ends with a backslash for escaped. */
const structured = (card: string, property: string): string[] =>
  logicalLines(card)
    .filter((line) => line.startsWith(`${property}:`))
    .flatMap((line) => partsOf(line.slice(property.length + 1)));

const text = anyText().filter((value) => told(value).trim() !== '');

describe('a vCard', () => {
  it('keeps every text, in lines of 75 octets that cut no character', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, text, async (givenName, familyName, howWeMet) => {
        const card = await written([person({ givenName, familyName, howWeMet, nickname: givenName })]);
        expect(logicalLines(card)).toHaveLength(9);
        expect(valuesOf(card, 'fn')).toEqual([told(`${givenName} ${familyName}`)]);
        expect(structured(card, 'N')).toEqual([told(familyName), told(givenName), '', '', '']);
        expect(valuesOf(card, 'note')).toEqual([told(howWeMet)]);
      }),
    );
  });

  it('keeps the parts of an address apart', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, text, async (street, city, country) => {
        const address = { label: null, street, city, region: null, postalCode: null, country };
        const card = await written([person(), { of: 'address', ...address }]);
        expect(structured(card, 'ADR')).toEqual(['', '', told(street), told(city), '', '', told(country)]);
      }),
    );
  });

  it.each([
    ['1815-12-10', '18151210'],
    ['1815-12', '1815-12'],
    ['1815', '1815'],
    ['--12-10', '--1210'],
    ['--02-29', '--0229'],
  ])('has the birthday %s as RFC 6350 writes it', async (birthday, value) => {
    expect(logicalLines(await written([person({ birthday })]))).toContain(`BDAY:${value}`);
  });

  it.each<[CardPart, ...string[]]>([
    [contact('email', 'ada@carol.example', 'Work'), 'EMAIL;TYPE=work:ada@carol.example'],
    [{ ...contact('phone', '+44 20', 'mobile'), pref: '1' } as CardPart, 'TEL;TYPE=cell;PREF=1:+44 20'],
    [contact('phone', '1', 'Hütte'), 'item1.TEL:1', 'item1.X-ABLabel:Hütte'],
    [contact('phone', '1', 'constructor'), 'item1.TEL:1', 'item1.X-ABLabel:constructor'],
    [contact('website', 'ada.example/?a=1,2'), 'URL:https://ada.example/?a=1,2'],
    [contact('website', 'javascript:alert(1)'), 'NOTE:javascript:alert(1)'],
    [contact('social', '@ada'), 'SOCIALPROFILE;VALUE=text:@ada'],
    [contact('social', 'https://s.example/@ada'), 'URL:https://s.example/@ada'],
    [contact('address', 'Hof 3; links\nBonn'), 'ADR:;;Hof 3\\; links\\nBonn;;;;'],
    [contact('other', 'over the wall', 'how'), 'NOTE:how: over the wall'],
    [{ of: 'link', label: null, url: 'https://a.example' }, 'URL:https://a.example/'],
    [{ of: 'affiliation', organization: 'A;B', title: 'C,D' }, 'ORG:A\\;B', 'TITLE:C\\,D'],
    [{ of: 'affiliation', organization: null, title: 'C' }, 'TITLE:C'],
    [{ of: 'relationship', relatedPersonId: ID, kind: 'Spouse' }, `RELATED;TYPE=spouse:urn:uuid:${ID}`],
    [
      { of: 'relationship', relatedPersonId: ID, kind: 'a:b' },
      `item1.RELATED:urn:uuid:${ID}`,
      'item1.X-ABLabel:a:b',
    ],
    [{ of: 'photo', contentType: 'image/png', bytes: Buffer.from('x') }, 'PHOTO:data:image/png;base64,eA=='],
  ])('writes %j', async (part, ...lines) => {
    expect(logicalLines(await written([person(), part])).slice(6, -1)).toEqual(lines);
  });

  it('ties the titles of several organizations to them', async () => {
    const lines = logicalLines(
      await written([
        person(),
        { of: 'affiliation', organization: 'A', title: 'a' },
        { of: 'affiliation', organization: 'B', title: 'b' },
      ]),
    );
    expect(lines.slice(6, -1)).toEqual(['ORG:A', 'TITLE:a', 'item1.ORG:B', 'item1.TITLE:b']);
  });

  it('has all tags, in lines of a bounded length', async () => {
    const tags = Array.from({ length: 3_000 }, (_, n) => `tag, number ${n}`);
    const card = await written([person(), ...tags.map((tag): CardPart => ({ of: 'tag', tag }))]);
    expect(valuesOf(card, 'categories').flat()).toEqual(tags);
    expect(Math.max(...logicalLines(card).map((line) => line.length))).toBeLessThan(20_000);
  });

  it('begins and ends with each person', async () => {
    const parts = [person(), contact('email', 'a'), person({ givenName: 'Bo' }), person({ givenName: 'Cy' })];
    const cards = ICAL.parse(await written(parts)) as unknown as [string, Property[]][];
    expect(cards.map(([, properties]) => properties.find(([name]) => name === 'fn')?.[3])).toEqual([
      'Ada',
      'Bo',
      'Cy',
    ]);
    expect(await written([])).toBe('');
  });
});

describe('a content line', () => {
  it('is folded as its octets ask, at every length and alignment', () => {
    for (const character of ['a', 'é', '日', '😀'])
      for (let length = 60; length < 240; length++) {
        const value = `${'x'.repeat(length % 4)}${character.repeat(length)}`;
        expect(logicalLines(contentLine('NOTE', escapeText(value)))).toEqual([`NOTE:${value}`]);
      }
  });

  it('of a mebibyte takes less than a second', () => {
    const begin = performance.now();
    for (const value of ['x'.repeat(2 ** 20), 'é'.repeat(2 ** 19)])
      expect(logicalLines(contentLine('NOTE', value))).toEqual([`NOTE:${value}`]);
    expect(performance.now() - begin).toBeLessThan(1_000);
  });
});
