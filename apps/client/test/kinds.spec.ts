/** The card knows every kind that the service archives, and no other. */
import { describe, expect, it } from '@jest/globals';
import { en } from '../src/i18n/en';
import { AREAS, KINDS } from '../src/your-data/kinds';

// The app knows nothing of Node; only this test reads a file.
declare const __dirname: string;
declare function require(name: 'fs'): { readFileSync(path: string, encoding: 'utf8'): string };
const { readFileSync } = require('fs');

/** The list that the service itself is built from: `export const CAROL_KINDS … [ profile, … ]`. */
const listed = /CAROL_KINDS\b.*?freeze\(\[([^\]]+)\]/s.exec(
  readFileSync(`${__dirname}/../../../src/carol/kinds/index.ts`, 'utf8'),
)?.[1];

describe('the kinds', () => {
  it('are those of src/carol/kinds/index.ts, as npm run docs wrote them, and have words in both catalogues', () => {
    const names = listed?.split(',').map((name) => name.trim()) ?? [];
    expect([...KINDS].sort()).toEqual(names.filter((name) => name !== '').sort());
  });

  it('each have a name, and each area too', () => {
    expect(Object.keys(en.account.kinds).sort()).toEqual([...KINDS].sort());
    expect(Object.keys(en.account.areas).sort()).toEqual(AREAS.map(({ area }) => area as string).sort());
  });
});
