/** The set of codes: each is expected by a test, and the card has words for no other. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ISSUE_CODES, WARNING_CODES } from '../../src/portability/issue.js';

const CODES = [...new Set<string>([...Object.values(ISSUE_CODES).flat(), ...WARNING_CODES])];
const TESTS = join(import.meta.dirname, '..');
const WORDS = join(TESTS, '../apps/client/src/i18n');

const specs = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('issue.spec.ts'))
  .map((path) => readFileSync(join(TESTS, path), 'utf8'))
  .join('\n');

/** The codes that a language has words for. */
function codesOnTheCard(language: string): readonly string[] {
  const text = readFileSync(join(WORDS, language, 'failures.ts'), 'utf8');
  const [, table = ''] = /export const codes[^{]*\{\n(.*?)\n\}/s.exec(text) ?? [];
  return [...table.matchAll(/^ {2}'?([a-z0-9-]+)'?:/gm)].map(([, code]) => code ?? '');
}

describe('A code of an issue', () => {
  it.each(CODES)('is expected by a test: %s', (code) => {
    expect(specs).toMatch(new RegExp(`['"\`]${code}(?![\\w-])`));
  });

  it.each(['en', 'de'])('is one of the set where the card has words for it (%s)', (language) => {
    const told = codesOnTheCard(language);
    expect(told.length).toBeGreaterThan(30);
    expect(told.filter((code) => !CODES.includes(code))).toEqual([]);
  });
});
