/** The rows that vCards and the calendar are made from. */
import type { CompanionSource } from '../../portability/kinds.js';
import type { YearlyDay } from './calendar.js';
import { readParts } from './part-rows.js';
import { withPhotos, type CardRow } from './photos.js';
import type { CardPart } from './vcard.js';

/** An instant as vCard and iCalendar have it. */
const instant = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24MISS"Z"')`;

/** The longest photo that a card carries, and the most of all cards together, in bytes: address books take no more. */
const PHOTO_BYTES = 100_000;
const PHOTOS_BYTES = 8 * 1024 * 1024;

/** Each person of the archive, followed by what belongs to them. */
export async function* readCardParts(source: CompanionSource): AsyncGenerator<CardPart> {
  for await (const part of withPhotos(source, readRows(source))) yield part;
}

function readRows(source: CompanionSource): AsyncIterable<CardRow> {
  const [people, media] = [source.rows('people'), source.rows('media')];
  const ofPerson = (of: CardRow['of'], kind: string, select: Readonly<Record<string, string>>) => ({
    of,
    select,
    from: `${source.rows(kind)} r`,
    owner: 'r."parentId" COLLATE "C"',
    id: 'r.id',
  });
  const person = ofPerson('person', 'people', {
    id: 'r.id',
    givenName: 'r."givenName"',
    familyName: 'r."familyName"',
    nickname: 'r.nickname',
    pronouns: 'r.pronouns',
    birthday: 'r.birthday',
    howWeMet: 'r."howWeMet"',
    changedAt: instant('r."updatedAt"'),
  });
  const contact = ofPerson('contact', 'personContacts', {
    kind: 'r.kind',
    label: 'r.label',
    value: 'r.value',
    pref: `CASE WHEN r."isPrimary" THEN '1' END`,
  });
  const affiliation = ofPerson('affiliation', 'personAffiliations', {
    organization: 'o.name',
    title: 'r.title',
  });
  return readParts(source, [
    { ...person, owner: 'r.id COLLATE "C"' },
    {
      ...ofPerson('photo', 'people', {
        id: 'm.id',
        key: 'm."blobKey"',
        contentType: 'm."contentType"',
        size: 'm."byteSize"::text',
        sha256: 'm.sha256',
      }),
      // The running sum of their sizes tells which still find room.
      from: `(SELECT p.id, p.photo, sum(s."byteSize") OVER (ORDER BY p.id COLLATE "C") AS taken FROM ${people} p JOIN ${media} s ON s.id = p.photo WHERE s."byteSize" <= ${PHOTO_BYTES}) r JOIN ${media} m ON m.id = r.photo AND r.taken <= ${PHOTOS_BYTES}`,
      owner: 'r.id COLLATE "C"',
    },
    { ...contact, nth: 'r.position' },
    ofPerson('address', 'personAddresses', {
      label: 'r.label',
      street: 'r.street',
      city: 'r.city',
      region: 'r.region',
      postalCode: 'r."postalCode"',
      country: 'r.country',
    }),
    { ...ofPerson('link', 'personLinks', { label: 'r.label', url: 'r.url' }), nth: 'r.position' },
    {
      ...affiliation,
      // What has ended is not where the person is; of the others the latest is what address books show.
      from: `(SELECT a.*, row_number() OVER (PARTITION BY a."parentId" ORDER BY a.start COLLATE "C" DESC NULLS LAST) AS nth FROM ${source.rows('personAffiliations')} a WHERE a."end" IS NULL) r LEFT JOIN ${source.rows('organizations')} o ON o.id = r."organizationId"`,
      nth: 'r.nth',
    },
    ofPerson('relationship', 'personRelationships', {
      relatedPersonId: 'r."relatedPersonId"',
      kind: 'r.kind',
    }),
    ofPerson('tag', 'personTags', { tag: 'r.tag' }),
  ]) as AsyncIterable<CardRow>;
}

/** What a birthday is called, by language. */
const BIRTHDAY: Readonly<Record<string, string>> = { en: 'Birthday', de: 'Geburtstag' };
/** Characters of a name in front of each of somebody's days. */
const NAME_LENGTH = 200;
/** Whether a partial date names a day of a month; without one there is nothing that returns every year. */
const hasDay = (column: string): string => `${column} LIKE '%-__-__'`;

/** Birthdays, and the days that are kept of people. */
export async function* readDays(source: CompanionSource): AsyncGenerator<YearlyDay> {
  const name = `left(concat_ws(' ', p."givenName", p."familyName"), ${NAME_LENGTH}) || ': '`;
  const people = source.rows('people');
  const birthday = source.quote(BIRTHDAY[source.language] ?? 'Birthday');
  const sql = `
    SELECT uid, summary, day, remind, changed FROM (
      SELECT p.id || '-birthday' AS uid, ${name} || ${birthday} AS summary, p.birthday AS day, NULL AS remind, ${instant('p."updatedAt"')} AS changed
      FROM ${people} p WHERE ${hasDay('p.birthday')}
      UNION ALL
      SELECT d.id, ${name} || d.label, d."on", CASE WHEN d.remind THEN 'yes' END, ${instant('d."updatedAt"')}
      FROM ${source.rows('personDates')} d JOIN ${people} p ON p.id = d."parentId" WHERE ${hasDay('d."on"')}
    ) days ORDER BY uid COLLATE "C"`;
  for await (const rows of source.read(sql))
    for (const [uid, summary, on, remind, changedAt] of rows)
      yield {
        uid: uid ?? '',
        summary: summary ?? '',
        on: on ?? '',
        remind: remind !== null,
        changedAt: changedAt ?? '',
      };
}
