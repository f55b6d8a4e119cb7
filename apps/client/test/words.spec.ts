/** Numbers, sizes, lists, deletions and failures in Carol's words. */
import { describe, expect, it } from '@jest/globals';
import { failureFromAnswer } from '../src/api/failure';
import { PROBLEM_SLUGS } from '../src/api/problem';
import { i18n } from '../src/i18n/i18n';
import { bytesInWords, countsInWords, durationInWords, listInWords } from '../src/i18n/words';
import { deletionsInWords } from '../src/your-data/deletions-in-words';
import { failureSentence } from '../src/your-data/failure-sentence';
import { causeInWords, groupsOf } from '../src/your-data/issue-groups';
import { issuePlace, issueReason, issuesAsText } from '../src/your-data/issue-words';
import { MAIN_KINDS } from '../src/your-data/kinds';
import { ARCHIVE, effectsOf, ISSUE, problemBody } from './support/samples';

/** Texts as they are read: whether a space breaks lines is a matter of its own. */
const plain = (text: string | null) => text?.replaceAll('\u00a0', ' ') ?? null;
const en = i18n.getFixedT('en');
const de = i18n.getFixedT('de');

describe('sizes', () => {
  it('change their unit where the number would need four digits', () => {
    expect(plain(bytesInWords(en, 1))).toBe('1 byte');
    expect(plain(bytesInWords(en, 999))).toBe('999 bytes');
    expect(plain(bytesInWords(en, 1000))).toBe('1 kB');
    expect(plain(bytesInWords(en, 3_400_000))).toBe('3.4 MB');
    expect(plain(bytesInWords(de, 3_400_000))).toBe('3,4 MB');
    expect(plain(bytesInWords(en, 2 * 1024 ** 3))).toBe('2.15 GB');
  });
});

describe('durations', () => {
  it('are told in seconds, one of them in the singular', () => {
    expect(durationInWords(en, 1_040)).toBe('Bringing it in took 1 second.');
    expect(durationInWords(en, 1_260)).toBe('Bringing it in took 1.3 seconds.');
    expect(durationInWords(de, 980)).toBe('Das Hereinholen hat 1 Sekunde gedauert.');
    expect(durationInWords(en, 3)).toBe('Bringing it in took 0.1 seconds.');
  });
});

describe('counts', () => {
  it('stay in one line with what they count', () => {
    expect(countsInWords(en, { jobs: 1, education: 2 })).toBe('2\u00a0education entries and 1\u00a0job');
    expect(bytesInWords(en, 2000)).toBe('2\u00a0kB');
  });

  it('are told with the plural that their language wants', () => {
    expect(plain(countsInWords(en, ARCHIVE.counts, MAIN_KINDS))).toBe(
      '3 jobs, 12 people and 4 photos and files',
    );
    expect(plain(countsInWords(en, { jobs: 1 }))).toBe('1 job');
    expect(plain(countsInWords(de, { jobs: 1, people: 1200 }))).toBe('1 Stelle und 1.200 Personen');
    expect(plain(countsInWords(en, { people: 12_000 }))).toBe('12,000 people');
    expect(listInWords(en, [])).toBe('');
  });
});

describe('deletions', () => {
  it('are named, each kind with its number', () => {
    const effects = effectsOf({ people: { delete: 2 }, notes: { delete: 1 } });
    expect(plain(deletionsInWords(en, effects))).toBe(
      'I’ll delete 2 people and 1 note that aren’t in this file.',
    );
    expect(plain(deletionsInWords(en, effectsOf({ notes: { delete: 1 } })))).toBe(
      'I’ll delete 1 note that isn’t in this file.',
    );
    expect(deletionsInWords(en, effectsOf({ notes: { keep: 3 } }))).toBeNull();
  });

  it('of a kind that this client does not know are named too', () => {
    const gone = { create: 0, update: 0, unchanged: 0, delete: 5, keep: 0, skip: 0 };
    expect(deletionsInWords(en, { recipes: gone })).toContain('5 recipes');
  });
});

describe('a warning', () => {
  it('of newer rows is told in the language of the person', () => {
    const warning = {
      ...ISSUE,
      code: 'older-than-existing',
      kind: 'people',
      count: 2,
      detail: '2 people here …',
    };
    expect(issueReason(en, warning)).toMatch(/^2\u00a0people here changed after this file was made/);
    expect(issueReason(de, warning)).toMatch(/: 2\u00a0Personen\./);
    expect(issueReason(de, { ...warning, kind: 'recipes' })).toBe('2 people here …');
  });

  const misspelt = { ...ISSUE, code: 'format', value: '31 May' };
  const expected = { type: 'partialDate' };
  it.each([
    [en, misspelt, ISSUE.detail],
    [de, misspelt, 'Das ist anders geschrieben, als ich es hier erwarte.'],
    [en, { ...misspelt, expected }, /isn’t written the way .* Write a date such as 2019,/],
    [de, { ...misspelt, expected }, /anders geschrieben, .* Schreibe ein Datum wie 2019,/],
    [
      de,
      { ...ISSUE, code: 'choice', expected: { type: 'choice', values: ['a', 'b'] } },
      /eins davon: a, b\.$/,
    ],
    [de, { ...ISSUE, code: 'range', expected: { type: 'integer', min: 0, max: 9 } }, /von 0 bis 9,/],
    [de, { ...misspelt, expected: { type: 'of-a-newer-service' } }, /^Das ist anders .* erwarte\.$/],
    [de, { ...ISSUE, code: 'of-a-newer-service' }, ISSUE.detail],
  ])('is told in the language of the person, with what belongs there (%#)', (t, issue, words) => {
    expect(issueReason(t, issue)).toMatch(words);
  });

  it('has a place, also where a text cannot be read, with what stands there', () => {
    expect(issuePlace(en, { ...ISSUE, code: 'syntax', pointer: '#' })).toBe(
      'people.yaml, line 12, column 15',
    );
    expect(issuePlace(de, misspelt)).toBe('people.yaml, Zeile 12, Spalte 15: „31 May“');
  });

  it.each([
    [en, 'birthday', /^Birthday: /],
    [de, 'birthday', /^Geburtstag \(birthday\): /],
    [de, 'familyNam', /^familyNam: /],
  ])('names the key as the file has it (%#)', (t, key, words) => {
    const [group] = groupsOf([{ ...ISSUE, pointer: `#/6f0c/${key}` }]);
    expect(causeInWords(t, group!)).toMatch(words);
  });

  it('of numbers that differ is told once, with what there is of each', () => {
    const counted = { ...ISSUE, code: 'count-differs', file: 'manifest.yaml', count: 7 };
    const groups = groupsOf([
      { ...counted, kind: 'people', pointer: '#/counts/people' },
      { ...counted, kind: 'personTags', pointer: '#/counts/personTags' },
    ]);
    expect(groups.map((group) => causeInWords(de, group))).toEqual([
      expect.stringMatching(/^In der manifest\.yaml stehen andere Zahlen/),
    ]);
    expect(plain(issuePlace(de, groups[0]!.issues[1]!))).toBe(
      '7 Schlagwörter: manifest.yaml, Zeile 12, Spalte 15',
    );
  });

  it('names the mode that it stands in the way of, and no line where a whole file is meant', () => {
    expect(issuePlace(en, { ...ISSUE, mode: 'replace' })).toBe('Replace: people.yaml, line 12, column 15');
    expect(issuePlace(de, { ...ISSUE, mode: 'copies', pointer: '#', line: 1, column: 1 })).toBe(
      'Als Kopien hinzufügen: people.yaml',
    );
  });

  it('is copied as editors understand it, a line each', () => {
    expect(issuesAsText(en, [ISSUE, { ...ISSUE, line: null, column: null, pointer: '' }])).toBe(
      `people.yaml:12:15: ${ISSUE.detail} [date] #/6f0c/birthday\npeople.yaml: ${ISSUE.detail} [date]`,
    );
    expect(issuesAsText(en, [{ ...ISSUE, label: 'Ada' }])).toContain(
      `people.yaml:12:15: Ada: ${ISSUE.detail}`,
    );
    expect(issuePlace(de, { ...ISSUE, label: 'Ada' })).toBe('Ada: people.yaml, Zeile 12, Spalte 15');
  });
});

describe('a failure', () => {
  it('has its own sentence for a lost connection in each phase, and for sign-out', () => {
    const network = (['export', 'preview', 'apply', 'sign-in'] as const).map((doing) =>
      failureSentence(en, { kind: 'network' }, doing),
    );
    const lost = (['not-imported', 'end-unknown'] as const).map((kind) =>
      failureSentence(en, { kind }, 'apply'),
    );
    expect(new Set([...network, ...lost]).size).toBe(6);
    expect(
      failureSentence(en, failureFromAnswer(401, problemBody('unauthenticated', 401)), 'apply'),
    ).toContain('signed out');
  });

  it('of size names what the server takes, also when a proxy refused without a word', () => {
    const told = failureFromAnswer(413, problemBody('upload-too-large', 413, { maximum: 2_000_000_000 }));
    expect(plain(failureSentence(en, told, 'preview'))).toContain('up to 2 GB');
    expect(failureSentence(en, failureFromAnswer(413, '<html>'), 'preview')).toContain('too large');
  });

  it.each(PROBLEM_SLUGS)('of the type %s has a sentence in both languages', (slug) => {
    const failure = failureFromAnswer(422, problemBody(slug, 422));
    expect(failureSentence(en, failure, 'preview')).toMatch(/^[A-Z].*[.?]$/);
    expect(failureSentence(de, failure, 'preview')).toMatch(/^[A-ZÄÖÜ].*[.?]$/);
  });

  it('that no problem document explains is told as not understood', () => {
    expect(failureFromAnswer(502, '<html>Bad gateway</html>')).toEqual({ kind: 'unexpected', status: 502 });
  });
});
