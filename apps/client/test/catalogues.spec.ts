/** Every language says everything that English says, and says it with the same values. */
import { describe, expect, it } from '@jest/globals';
import { ISSUE_CODES } from '../src/api/issue-codes';
import { FIELDS } from '../src/api/kinds';
import { PROBLEM_SLUGS } from '../src/api/problem';
import { en } from '../src/i18n/en';
import { i18n, LANGUAGES, preferredLocale, type Language } from '../src/i18n/i18n';

type Flat = ReadonlyMap<string, string>;

function flatten(value: object, prefix = ''): Flat {
  const entries = Object.entries(value).flatMap(
    ([key, part]: [string, string | object]): [string, string][] =>
      typeof part === 'string' ? [[prefix + key, part]] : [...flatten(part, `${prefix}${key}.`)],
  );
  return new Map(entries);
}

/** The values that a text wants, with their formats: `{{count, number}}`. */
const placeholders = (text: string) => (text.match(/\{\{[^}]+\}\}/g) ?? []).sort();
const english = flatten(en);
const others = (Object.keys(LANGUAGES) as Language[]).filter((language) => language !== 'en');

describe.each(others)('the catalogue in %s', (language) => {
  const catalogue = flatten(LANGUAGES[language]);

  it('has the keys of the English one, no more and no fewer', () => {
    expect([...catalogue.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('wants the same values in every text', () => {
    for (const [key, text] of english) {
      expect([key, placeholders(catalogue.get(key) ?? '')]).toEqual([key, placeholders(text)]);
    }
  });

  it('has every plural form that its language needs', () => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const stems = [...catalogue.keys()]
      .filter((key) => key.endsWith('_other'))
      .map((key) => key.slice(0, -6));
    for (const stem of stems) {
      const forms = needed.filter((form) => catalogue.has(`${stem}_${form}`));
      expect([stem, forms]).toEqual([stem, needed]);
    }
  });

  it('leaves nothing empty or untranslated that is a sentence', () => {
    const same = [...english].filter(([key, text]) => /\s\w+\s/.test(text) && catalogue.get(key) === text);
    expect(same).toEqual([]);
    expect([...catalogue].filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});

describe('every catalogue', () => {
  it.each(Object.entries(LANGUAGES))(
    'in %s stands in the account namespace and holds no emoji',
    (_, catalogue) => {
      expect(Object.keys(catalogue)).toEqual(['account']);
      for (const text of flatten(catalogue).values()) expect(text).not.toMatch(/\p{Extended_Pictographic}/u);
    },
  );
});

describe.each(Object.entries(LANGUAGES))('what the service says, in %s,', (_, { account }) => {
  const without = (words: object, names: readonly string[]) =>
    names.filter((name) => !Object.hasOwn(words, name));

  it('has words for each code of an error or warning', () => {
    expect(without(account.codes, ISSUE_CODES)).toEqual([]);
  });

  it('has words for each type of problem', () => {
    expect(without(account.problems, PROBLEM_SLUGS)).toEqual([]);
  });

  it('has words for each field', () => {
    expect(without(account.fields, FIELDS)).toEqual([]);
  });
});

describe('the preferred locale', () => {
  const locale = (languageTag: string) => ({ languageTag, languageCode: languageTag.split('-')[0] ?? null });

  it('is the first of the device whose language the app speaks, and English when it speaks none', () => {
    expect(preferredLocale([locale('fr-CA'), locale('de-CH'), locale('en-US')])).toBe('de-CH');
    expect(preferredLocale([locale('fr'), { languageTag: 'x-none', languageCode: null }])).toBe('en');
    expect(preferredLocale([])).toBe('en');
    expect(preferredLocale([locale('constructor')])).toBe('en');
  });

  it('writes dates and numbers as its region does', () => {
    const when = new Date('2026-11-20T18:04:11Z');
    const told = (locale: string) =>
      i18n.getFixedT(locale)('account.yourData.summary.origin', { when, version: '1.0.0', lng: locale });
    expect(told('en-US')).toMatch(/^Exported on November 20, 2026 at /);
    expect(told('en-GB')).toMatch(/^Exported on 20 November 2026 at /);
    expect(told('de-AT')).toMatch(/^Exportiert am 20\. November 2026 um /);
  });
});
