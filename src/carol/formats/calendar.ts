/** Birthdays and other days to remember as a calendar (iCalendar, RFC 5545) of whole days that return every year. */
import { contentLine, escapePart, oneLine } from './content-lines.js';

export interface YearlyDay {
  /** Unique to the day, and the same in every export. */
  readonly uid: string;
  /** What it is; line breaks in it become spaces. */
  readonly summary: string;
  /** A partial date. */
  readonly on: string;
  /** Whether a reminder goes with it. */
  readonly remind: boolean;
  /** When it was last changed, in UTC and in ISO 8601's basic format: `20261128T052735Z`. */
  readonly changedAt: string;
}

/** The year in which a day begins to return that has none: one with a 29 February. */
const FIRST_YEAR = '2000';
/** At nine in the morning of the day. */
const REMINDER = [
  contentLine('BEGIN', 'VALARM'),
  contentLine('ACTION', 'DISPLAY'),
  contentLine('TRIGGER', 'PT9H'),
].join('');

/**
 * The calendar. Of a date that names no day (`2019`, `2019-05`) there is no event.
 * @param product the name of the application that writes it
 */
export async function* writeCalendar(
  days: AsyncIterable<YearlyDay>,
  product: string,
): AsyncGenerator<string> {
  yield [
    contentLine('BEGIN', 'VCALENDAR'),
    contentLine('VERSION', '2.0'),
    contentLine('PRODID', escapePart(`-//${product}//${product}//EN`)),
    contentLine('CALSCALE', 'GREGORIAN'),
  ].join('');
  for await (const day of days) yield yearlyEvent(day);
  yield contentLine('END', 'VCALENDAR');
}

/** @example yearlyEvent({ uid: '…', summary: 'Ada: Birthday', on: '--02-29', remind: false, changedAt: '20261128T052735Z' }) */
export function yearlyEvent({ uid, summary, on, remind, changedAt }: YearlyDay): string {
  const [, year = FIRST_YEAR, month, day] = /^(?:(\d{4})|-)-(\d{2})-(\d{2})$/.exec(on) ?? [];
  if (month === undefined || day === undefined) return '';
  const text = escapePart(oneLine(summary));
  return [
    contentLine('BEGIN', 'VEVENT'),
    contentLine('UID', uid),
    contentLine('DTSTAMP', changedAt),
    contentLine('DTSTART;VALUE=DATE', `${year}${month}${day}`),
    // A rule that names 29 February means leap years alone: it is the last day of that month in every year.
    contentLine(
      'RRULE',
      month === '02' && day === '29' ? 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1' : 'FREQ=YEARLY',
    ),
    contentLine('SUMMARY', text),
    contentLine('TRANSP', 'TRANSPARENT'),
    remind ? `${REMINDER}${contentLine('DESCRIPTION', text)}${contentLine('END', 'VALARM')}` : '',
    contentLine('END', 'VEVENT'),
  ].join('');
}
