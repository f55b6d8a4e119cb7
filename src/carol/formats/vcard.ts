/** People as vCards (RFC 6350, 4.0), made of the rows that tell of them as these come. */
import { contentLine, escapePart, escapeText } from './content-lines.js';
import { webAddress } from './web-address.js';

/** What a card is made of: first the person, then what belongs to them. */
export type CardPart =
  | ({ readonly of: 'person' } & PersonPart)
  | ({ readonly of: 'photo' } & PhotoPart)
  | ({ readonly of: 'contact' } & ContactPart)
  | ({ readonly of: 'address' } & AddressPart)
  | ({ readonly of: 'link' } & LinkPart)
  | ({ readonly of: 'affiliation' } & AffiliationPart)
  | ({ readonly of: 'relationship' } & RelationshipPart)
  | ({ readonly of: 'tag' } & TagPart);

export interface PersonPart {
  readonly id: string;
  readonly givenName: string;
  readonly familyName: string | null;
  readonly nickname: string | null;
  readonly pronouns: string | null;
  /** A partial date. */
  readonly birthday: string | null;
  readonly howWeMet: string | null;
  /** When it was last changed, in UTC and in ISO 8601's basic format: `20261128T052735Z`. */
  readonly changedAt: string;
}
export interface PhotoPart {
  readonly contentType: string;
  readonly bytes: Buffer;
}
export interface ContactPart {
  readonly kind: string;
  readonly label: string | null;
  readonly value: string;
  /** What PREF says of it: `1` of the one to use first. */
  readonly pref: string | null;
}
export interface AddressPart {
  readonly label: string | null;
  readonly street: string | null;
  readonly city: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  readonly country: string | null;
}
export interface LinkPart {
  readonly label: string | null;
  readonly url: string;
}
export interface AffiliationPart {
  /** None where the archive does not hold it. */
  readonly organization: string | null;
  readonly title: string | null;
}
export interface RelationshipPart {
  readonly relatedPersonId: string;
  readonly kind: string;
}
export interface TagPart {
  readonly tag: string;
}

/** Labels that vCard has a word for; any other stands beside the value, where address books of phones look for it. */
const PLACES = new Map(
  Object.entries({
    work: 'work',
    office: 'work',
    business: 'work',
    arbeit: 'work',
    büro: 'work',
    home: 'home',
    private: 'home',
    privat: 'home',
    zuhause: 'home',
  }),
);
const PHONES = new Map([
  ...PLACES,
  ...Object.entries({
    mobile: 'cell',
    cell: 'cell',
    mobil: 'cell',
    handy: 'cell',
    fax: 'fax',
    pager: 'pager',
  }),
]);
/** RELATED's own words. */
const RELATIONSHIPS = new Set(
  'contact acquaintance friend met co-worker colleague co-resident neighbor child parent sibling spouse kin muse crush date sweetheart me agent emergency'.split(
    ' ',
  ),
);

/** Characters of tags in one line, about; more begin another. */
const TAGS_LENGTH = 16_384;

/**
 * The cards, in the order of their people.
 * @param parts each person, followed by all that belongs to them
 */
export async function* writeCards(parts: AsyncIterable<CardPart>): AsyncGenerator<string> {
  let card: CardWriter | undefined;
  for await (const part of parts) {
    if (part.of === 'person') {
      if (card) yield card.end();
      card = new CardWriter();
    }
    const lines = card?.lines(part);
    if (lines) yield lines;
  }
  if (card) yield card.end();
}

/** One card. What it keeps is bounded, however much belongs to the person. */
class CardWriter {
  #groups = 0;
  #affiliations = 0;
  #tags: string[] = [];
  #tagsLength = 0;

  lines(part: CardPart): string {
    switch (part.of) {
      case 'person':
        return person(part);
      case 'photo':
        return contentLine('PHOTO', `data:${part.contentType};base64,${part.bytes.toString('base64')}`);
      case 'contact':
        return this.#contact(part);
      case 'address':
        return this.#address(part);
      case 'link':
        return this.#page(part.url, part.label, null);
      case 'affiliation':
        return this.#affiliation(part);
      case 'relationship':
        return this.#relationship(part);
      case 'tag':
        return this.#tag(part.tag);
    }
  }

  end(): string {
    return `${this.#categories()}${contentLine('END', 'VCARD')}`;
  }

  #contact({ kind, label, value, pref }: ContactPart): string {
    const labelled = { label, pref };
    if (kind === 'email') return this.#labelled('EMAIL', escapeText(value), labelled);
    if (kind === 'phone') return this.#labelled('TEL', escapeText(value), { ...labelled, types: PHONES });
    if (kind === 'address') return this.#labelled('ADR', `;;${escapePart(value)};;;;`, labelled);
    if (kind === 'social' && webAddress(value) === undefined)
      return this.#labelled('SOCIALPROFILE;VALUE=text', escapeText(value), labelled);
    return this.#page(value, label, pref);
  }

  /** What is no address of a page is kept as words. */
  #page(text: string, label: string | null, pref: string | null): string {
    const address = webAddress(text);
    return address === undefined
      ? contentLine('NOTE', escapeText(label ? `${label}: ${text}` : text))
      : this.#labelled('URL', address, { label, pref });
  }

  #address({ label, street, city, region, postalCode, country }: AddressPart): string {
    const parts = ['', '', street, city, region, postalCode, country];
    return this.#labelled('ADR', parts.map((part) => escapePart(part ?? '')).join(';'), { label });
  }

  /** Where there are several, a group ties each title to its organization. */
  #affiliation({ organization, title }: AffiliationPart): string {
    const group = this.#affiliations++ === 0 ? '' : `${this.#group()}.`;
    return (
      (organization ? contentLine(`${group}ORG`, escapePart(organization)) : '') +
      (title ? contentLine(`${group}TITLE`, escapeText(title)) : '')
    );
  }

  #relationship({ relatedPersonId, kind }: RelationshipPart): string {
    const type = kind.toLowerCase();
    const address = `urn:uuid:${relatedPersonId}`;
    return RELATIONSHIPS.has(type)
      ? contentLine(`RELATED;TYPE=${type}`, address)
      : this.#labelled('RELATED', address, { label: kind });
  }

  #tag(tag: string): string {
    const full = this.#tagsLength > TAGS_LENGTH ? this.#categories() : '';
    this.#tags.push(escapeText(tag));
    this.#tagsLength += tag.length;
    return full;
  }

  #categories(): string {
    const line = this.#tags.length === 0 ? '' : contentLine('CATEGORIES', this.#tags.join(','));
    this.#tags = [];
    this.#tagsLength = 0;
    return line;
  }

  #labelled(property: string, value: string, { label, pref, types = PLACES }: Labelled): string {
    const type = label === null ? undefined : types.get(label.trim().toLowerCase());
    const parameters = `${type === undefined ? '' : `;TYPE=${type}`}${pref ? `;PREF=${pref}` : ''}`;
    if (!label || type !== undefined) return contentLine(`${property}${parameters}`, value);
    const group = this.#group();
    return (
      contentLine(`${group}.${property}${parameters}`, value) +
      contentLine(`${group}.X-ABLabel`, escapeText(label))
    );
  }

  #group(): string {
    return `item${++this.#groups}`;
  }
}

interface Labelled {
  readonly label: string | null;
  readonly pref?: string | null;
  /** Words of vCard for labels. */
  readonly types?: ReadonlyMap<string, string>;
}

function person(part: PersonPart): string {
  const { givenName, familyName, nickname, pronouns, birthday, howWeMet, changedAt } = part;
  const optional = (property: string, text: string | null): string =>
    text ? contentLine(property, escapeText(text)) : '';
  return [
    contentLine('BEGIN', 'VCARD'),
    contentLine('VERSION', '4.0'),
    contentLine('UID', `urn:uuid:${part.id}`),
    contentLine('REV', changedAt),
    contentLine('FN', escapeText(familyName ? `${givenName} ${familyName}` : givenName)),
    contentLine('N', `${escapePart(familyName ?? '')};${escapePart(givenName)};;;`),
    optional('NICKNAME', nickname),
    optional('PRONOUNS', pronouns),
    birthday ? contentLine('BDAY', basicDate(birthday)) : '',
    optional('NOTE', howWeMet),
  ].join('');
}

/**
 * A partial date in ISO 8601's basic format, as vCard has it (RFC 6350, 4.3.1); of a year and a month in the extended one.
 * @example basicDate('--05-31') // '--0531'
 */
const basicDate = (partial: string): string =>
  /^\d{4}-\d{2}$/.test(partial)
    ? partial
    : partial.replace(/^(\d{4})-(\d{2})-(\d{2})$/, '$1$2$3').replace(/^--(\d{2})-(\d{2})$/, '--$1$2');
