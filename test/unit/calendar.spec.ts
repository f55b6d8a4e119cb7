/** Days to remember as a calendar: read back by ical.js, on the days on which people keep them. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { writeCalendar, yearlyEvent, type YearlyDay } from '../../src/carol/formats/calendar.js';
import { logicalLines, told } from '../support/content-lines.js';
import { anyText } from '../support/yaml-arbitraries.js';

const day = (values: Partial<YearlyDay> = {}): YearlyDay => ({
  uid: 'x-birthday',
  summary: 'Ada: Birthday',
  on: '1815-12-10',
  remind: false,
  changedAt: '20261128T052735Z',
  ...values,
});

async function written(days: readonly YearlyDay[]): Promise<string> {
  async function* each(): AsyncGenerator<YearlyDay> {
    yield* days;
  }
  let text = '';
  for await (const chunk of writeCalendar(each(), 'Carol')) text += chunk;
  return text;
}
const eventsOf = (calendar: string): ICAL.Event[] =>
  new ICAL.Component(ICAL.parse(calendar) as never)
    .getAllSubcomponents('vevent')
    .map((component) => new ICAL.Event(component));

describe('a calendar', () => {
  it('keeps every text, in lines of 75 octets that cut no character', async () => {
    await fc.assert(
      fc.asyncProperty(anyText(), fc.boolean(), async (summary, remind) => {
        const calendar = await written([day({ summary, remind })]);
        expect(logicalLines(calendar)).toHaveLength(remind ? 18 : 13);
        const [event] = eventsOf(calendar);
        expect(event?.summary).toBe(told(summary).replaceAll('\n', ' '));
        expect(event?.component.getAllSubcomponents('valarm')).toHaveLength(remind ? 1 : 0);
      }),
    );
  });

  it.each([
    ['1815-12-10', '1815-12-10', '1816-12-10', '1817-12-10'],
    ['--12-10', '2000-12-10', '2001-12-10', '2002-12-10'],
    ['2023-02-28', '2023-02-28', '2024-02-28', '2025-02-28'],
    ['1996-02-29', '1996-02-29', '1997-02-28', '1998-02-28', '1999-02-28', '2000-02-29'],
    ['--02-29', '2000-02-29', '2001-02-28', '2002-02-28', '2003-02-28', '2004-02-29'],
  ])('returns every year on %s', async (on, ...expected) => {
    const [event] = eventsOf(await written([day({ on })]));
    const days = event?.iterator();
    expect(event?.startDate.isDate).toBe(true);
    expect(expected.map(() => days?.next()?.toString())).toEqual(expected);
  });

  it.each(['2019', '2019-05'])('has no event for %s, which names no day', (on) => {
    expect(yearlyEvent(day({ on }))).toBe('');
  });
});
