/** The files for other programs, read by those: vobject and khard, icalendar and calcurse, JSON Resume's own schema. */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { load } from 'js-yaml';
import { readFiles } from '../support/archive-files.js';
import { logicalLines, told, words } from '../support/content-lines.js';
import { installed } from '../support/installed.js';
import { knownGraph } from '../support/known-days.js';
import { askPython, pythonWith } from '../support/python.js';
import { resumeErrors } from '../support/resume-schema.js';
import { runCommand } from '../support/run-command.js';
import { graphOf, userWith } from '../support/seeded.js';
import { startTestService, type TestService } from '../support/service.js';

type Entry = Record<string, unknown> & { readonly [list: string]: unknown };
type Area = Readonly<Record<string, Entry>>;

interface Exported {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly people: Area;
  readonly media: Area;
  readonly career: Readonly<Record<string, Area>>;
}

const SEED = Number(process.env['FUZZ_SEED'] ?? jest.getSeed() & 0x7fffffff);
/** The entries nested in others under a key. */
const nested = (entries: Area, key: string): Entry[] =>
  Object.values(entries).flatMap((entry) => Object.values((entry[key] ?? {}) as Area));
const fullName = ({ givenName, familyName }: Entry): string =>
  told([givenName, familyName].filter((name) => typeof name === 'string' && name !== '').join(' '));
const hasDay = (date: unknown): boolean => /-\d\d-\d\d$/.test(typeof date === 'string' ? date : '');
let service: TestService;
const exported = new Map<string, Exported>();
const folder = mkdtempSync(join(tmpdir(), 'open-formats-'));
beforeAll(async () => {
  service = await startTestService();
  const graphs = { known: knownGraph(), [`random (seed ${SEED})`]: graphOf(SEED), other: graphOf(SEED + 1) };
  for (const [name, graph] of Object.entries(graphs)) {
    const files = await readFiles(await service.export(await userWith(service, graph), undefined, true));
    const area = (path: string): Area => load(String(files.get(`${path}.yaml`))) as Area;
    const career = Object.fromEntries(
      ['profile', 'jobs', 'education', 'skills', 'projects'].map((each) => [each, area(each)]),
    );
    exported.set(name, { files, people: area('people'), media: area('media'), career });
  }
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await service?.close();
});
const each = (check: (account: Exported) => void | Promise<void>) => async () => {
  expect(exported.size).toBe(3);
  for (const account of exported.values()) await check(account);
};
const file = ({ files }: Exported, path: string): Buffer => files.get(path) ?? Buffer.alloc(0);

const vobject = pythonWith('vobject');
(vobject === undefined ? describe.skip : describe)('vobject', () => {
  const READ = `import json, sys, vobject
def read(card):
    lists = {name: [child.value for child in card.getChildren() if child.name == name] for name in ('EMAIL', 'TEL', 'BDAY', 'ORG', 'NOTE')}
    name = card.n.value
    return dict(lists, uid=card.uid.value, fn=card.fn.value, family=name.family, given=name.given)
json.dump([read(card) for card in vobject.readComponents(sys.stdin.buffer.read().decode())], sys.stdout)`;

  it(
    'reads every person of people.vcf, with the names, days and contacts that the YAML has',
    each((account) => {
      const cards = askPython(vobject ?? '', READ, file(account, 'people.vcf')) as Entry[];
      const people = Object.entries(account.people);
      expect(cards).toHaveLength(people.length);
      for (const [id, person] of people) {
        const card = cards.find(({ uid }) => uid === `urn:uuid:${id}`);
        expect(words(card?.['fn'])).toBe(words(fullName(person)));
        const contacts = Object.values((person['contacts'] ?? {}) as Area);
        for (const [property, kind] of [
          ['EMAIL', 'email'],
          ['TEL', 'phone'],
        ] as const)
          expect((card?.[property] as string[]).map(words).toSorted()).toEqual(
            contacts
              .filter((contact) => contact['kind'] === kind)
              .map(({ value }) => words(told(String(value))))
              .toSorted(),
          );
        expect(card?.['BDAY']).toHaveLength(typeof person['birthday'] === 'string' ? 1 : 0);
      }
    }),
  );

  it('reads the organizations that somebody is at', () => {
    const cards = askPython(vobject ?? '', READ, file(exported.get('known') as Exported, 'people.vcf'));
    expect((cards as Entry[]).map((card) => (card['ORG'] as string[][]).length)).toEqual([1, 1]);
  });
});

describe('people.vcf', () => {
  it(
    'has the photos that are short pictures',
    each((account) => {
      // Not asked of vobject, which ends a URI at its comma.
      const photos = logicalLines(String(file(account, 'people.vcf'))).filter((line) =>
        line.startsWith('PHOTO:'),
      );
      const expected = Object.values(account.people).flatMap(({ photo }) => {
        const path = typeof photo === 'string' ? photo : '';
        const bytes = account.files.get(path);
        const type = String(account.media[path.slice(6, 42)]?.['contentType']);
        return bytes && bytes.length <= 100_000 && /^image\/[\w.+-]+$/.test(type)
          ? [`PHOTO:data:${type};base64,${bytes.toString('base64')}`]
          : [];
      });
      expect(photos.toSorted()).toEqual(expected.toSorted());
    }),
  );
});

const hasKhard = installed('khard', 'khard', '--help');
(hasKhard ? describe : describe.skip)('khard', () => {
  it('lists everybody, with birthdays', async () => {
    const account = exported.get('known') as Exported;
    const cards = String(file(account, 'people.vcf')).split(/(?<=END:VCARD\r\n)/);
    mkdirSync(join(folder, 'cards'));
    for (const [index, card] of cards.entries()) writeFileSync(join(folder, 'cards', `${index}.vcf`), card);
    const config = join(folder, 'khard.conf');
    writeFileSync(
      config,
      `[addressbooks]\n[[all]]\npath = ${join(folder, 'cards')}\n[contact table]\nlocalize_dates = no\n`,
    );
    const ask = (...question: string[]) => runCommand(folder, 'khard', ['-c', config, ...question]);
    const { stdout, stderr, status } = await ask('list', '--parsable');
    expect([status, stderr]).toEqual([0, '']);
    for (const id of Object.keys(account.people)) expect(stdout).toContain(`urn:uuid:${id}`);
    const [ada] = Object.entries(account.people).find(([, { birthday }]) => birthday === '1815-12-10') ?? [];
    const shown = await ask('show', `uid:urn:uuid:${ada}`);
    expect(shown.stdout).toMatch(/Birthday: 1815-12-10/);
    expect(shown.stdout).toContain('plain street 0');
  });
});

const icalendar = pythonWith('icalendar');
(icalendar === undefined ? describe.skip : describe)('icalendar', () => {
  const READ = `import json, sys, icalendar
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
json.dump([dict(uid=str(e['uid']), day=e['dtstart'].dt.isoformat(), summary=str(e['summary']), rule=e['rrule'].to_ical().decode(), alarms=len(e.walk('valarm'))) for e in calendar.walk('vevent')], sys.stdout)`;

  it(
    'reads every day that returns, on that day, and no other',
    each((account) => {
      const calendar = file(account, 'dates.ics');
      const events = calendar.length === 0 ? [] : (askPython(icalendar ?? '', READ, calendar) as Entry[]);
      const dates = nested(account.people, 'dates').map((date) => date['on']);
      const birthdays = Object.values(account.people).map((person) => person['birthday']);
      expect(events.map(({ day }) => day).toSorted()).toEqual(
        [...dates, ...birthdays]
          .filter(hasDay)
          .map((date) => String(date).replace(/^-(?=-)/, '2000'))
          .toSorted(),
      );
      for (const { day, rule } of events)
        expect(rule).toBe(
          String(day).endsWith('-02-29') ? 'FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2' : 'FREQ=YEARLY',
        );
    }),
  );
});

const hasCalcurse = installed('calcurse', 'calcurse');
(hasCalcurse ? describe : describe.skip)('calcurse', () => {
  it(
    'imports every event, and shows it a year later',
    each(async (account) => {
      const calendar = file(account, 'dates.ics');
      if (calendar.length === 0) return;
      const data = mkdtempSync(join(folder, 'calcurse-'));
      const path = join(data, 'dates.ics');
      writeFileSync(path, calendar);
      const { stdout, status } = await runCommand(data, 'env', [
        'TZ=UTC',
        'calcurse',
        '-D',
        data,
        '-i',
        path,
      ]);
      const lines = String(calendar).split('\r\n');
      // It takes the first second of 1970 in its time zone for no time at all.
      const skipped = lines.filter((line) => line === 'DTSTART;VALUE=DATE:19700101').length;
      const events = lines.filter((line) => line === 'BEGIN:VEVENT').length - skipped;
      expect(stdout).toMatch(new RegExp(`0 apps / ${events} events? / 0 todos / ${skipped} skipped`));
      expect(status).toBe(skipped === 0 ? 0 : 1);
      if (account !== exported.get('known')) return;
      const shown = await runCommand(data, 'calcurse', [
        '-D',
        data,
        '-Q',
        '--from',
        '02/28/2023',
        '--days',
        '1',
      ]);
      expect(shown.stdout).toContain('Birthday');
    }),
  );
});

describe('JSON Resume', () => {
  it(
    'takes resume.json, which has what the YAML has',
    each((account) => {
      const resume = JSON.parse(String(file(account, 'resume.json'))) as Record<string, Entry[]>;
      expect(resumeErrors(resume)).toEqual([]);
      const namesOf = (section: string, key: string): unknown[] =>
        (resume[section] ?? []).map((item) => item[key] ?? '').toSorted();
      const { jobs = {}, education = {}, skills = {}, projects = {} } = account.career;
      expect(namesOf('education', 'institution')).toEqual(
        Object.values(education)
          .map(({ institution }) => institution)
          .toSorted(),
      );
      expect(namesOf('projects', 'name')).toEqual(
        Object.values(projects)
          .map(({ name }) => name)
          .toSorted(),
      );
      expect(namesOf('skills', 'name')).toEqual(
        nested(skills, 'skills')
          .map(({ name }) => name)
          .toSorted(),
      );
      const positions = Object.values(jobs).flatMap((job) => {
        const titles = Object.values((job['positions'] ?? {}) as Area).map(({ title }) => title);
        return titles.length > 0 ? titles : [''];
      });
      expect(namesOf('work', 'position')).toEqual(positions.toSorted());
      const highlights = (resume['projects'] ?? []).flatMap((project) => project['highlights'] ?? []);
      expect(highlights.toSorted()).toEqual(
        nested(projects, 'contributions')
          .map(({ title }) => title)
          .toSorted(),
      );
    }),
  );
});
