/** What people read: every link within the project leads somewhere, and every page is linked. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const PAGES = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\0')
  // Pages of archives are what people wrote, or what a release wrote once and for all.
  .filter((path) => path !== '' && !/^(demo|test)\//.test(path) && existsSync(join(ROOT, path)));

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Code is no text: what looks like a link in it is none. */
const withoutCode = (text: string): string =>
  text.replaceAll(/^```.*?^```/gms, '').replaceAll(/`[^`\n]*`/g, '');

interface Link {
  readonly target: string;
  /** From the project's root; empty: the project itself. */
  readonly path: string;
  readonly anchor: string | undefined;
}

function linksOf(page: string): Link[] {
  return [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z][a-z+.-]*:/i.test(target))
    .map((target) => {
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? page : normalize(join(dirname(page), decodeURIComponent(file)));
      return { target, path, anchor };
    });
}

/** As GitHub makes them of headings. */
const anchorsOf = (page: string): string[] =>
  [...read(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );

function fault({ path, anchor }: Link): string | undefined {
  if (path.startsWith('..')) return 'leaves the project';
  if (!existsSync(join(ROOT, path))) return 'there is no such file';
  if (anchor !== undefined && path.endsWith('.md') && !anchorsOf(path).includes(anchor))
    return 'there is no such heading';
  return undefined;
}

describe('The documents', () => {
  it.each(PAGES)('%s has no link that leads nowhere', (page) => {
    const faults = linksOf(page).flatMap((link) => {
      const why = fault(link);
      return why === undefined ? [] : [`${link.target}: ${why}`];
    });
    expect(faults).toEqual([]);
  });

  it('are all reached from the README', () => {
    const reached = new Set<string>();
    const visit = (page: string): void => {
      if (reached.has(page)) return;
      reached.add(page);
      for (const { path } of linksOf(page)) {
        const target = PAGES.includes(path) ? path : join(path, 'README.md');
        if (PAGES.includes(target)) visit(target);
      }
    };
    visit('README.md');
    const docs = PAGES.filter((page) => /^docs\/(?!formats\/)/.test(page));
    expect(docs.filter((page) => !reached.has(page))).toEqual([]);
  });
});
