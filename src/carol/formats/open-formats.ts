/** What stands in an archive for other programs: people for address books, days for calendars, the career for what reads résumés. */
import type { Companion } from '../../portability/kinds.js';
import { CAROL } from '../product.js';
import { writeCalendar } from './calendar.js';
import { readCardParts, readDays } from './people-rows.js';
import { readResume } from './resume-rows.js';
import { writeResume } from './resume.js';
import { writeCards } from './vcard.js';

export const PEOPLE_FILE = 'people.vcf';
export const DATES_FILE = 'dates.ics';
export const RESUME_FILE = 'resume.json';

const README = `## In other programs

- \`${PEOPLE_FILE}\` goes into an address book: that of a phone, or of a mail program (vCard 4.0)
- \`${DATES_FILE}\` goes into a calendar: birthdays and days to remember, each a whole day that returns every year (iCalendar)
- \`${RESUME_FILE}\` is the career as [JSON Resume](https://jsonresume.org), which makes a printed CV of it

They hold less than the YAML files. A card has the photo where that takes 100 kB at most, and the photos of all cards 8 MiB. The cards leave out custom fields, favourites, interactions, notes, days other than the birthday, organizations that
somebody has left, and what a relationship's note says; a page whose address is none stands among the notes of a card. The calendar leaves out dates that name no day; a
day without a year begins in the year 2000, and a 29 February returns on the last day of each February. The résumé leaves out pronouns, the day of birth, contacts beyond
the first of each sort, skills' years, descriptions of studies, what came of contributions, covers, and dates without a year.
`;

/** Whose rows a résumé is made of. */
const CAREER = ['profile', 'skills', 'education', 'jobs', 'projects'];

/** Nothing is written of what the archive does not hold. */
export const OPEN_FORMATS: Companion = {
  files: [
    { path: PEOPLE_FILE, description: 'the people, for address books (vCard 4.0)' },
    { path: DATES_FILE, description: 'birthdays and days to remember, for calendars (iCalendar)' },
    { path: RESUME_FILE, description: 'the career, as JSON Resume' },
  ],
  readme: README,
  async *write(source) {
    const holds = (kind: string): boolean => (source.counts[kind] ?? 0) > 0;
    if (holds('people')) {
      yield { path: PEOPLE_FILE, chunks: writeCards(readCardParts(source)) };
      const days = readDays(source);
      // A calendar has at least one event.
      const first = await days.next();
      if (first.done !== true)
        yield {
          path: DATES_FILE,
          chunks: writeCalendar(following(first.value, days), CAROL.name),
        };
    }
    if (CAREER.some(holds)) yield { path: RESUME_FILE, chunks: writeResume(readResume(source)) };
  },
};

async function* following<Item>(first: Item, rest: AsyncIterable<Item>): AsyncGenerator<Item> {
  yield first;
  yield* rest;
}
