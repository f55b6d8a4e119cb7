/** Companions of a test's own, and what is held against every companion. */
import type { Companion } from '../../src/portability/kinds.js';

/** Names of people, as many to a file as `perFile`, and an index that says when it was made. */
export const peopleNames = (perFile = 2): Companion => ({
  files: [
    { path: 'names.txt', description: 'how many people there are.' },
    { path: 'view/names-*.txt', description: 'their names.' },
  ],
  readme: '## Names\n\nOpen `names.txt`.',
  async *write(source) {
    const { exportedAt, language, counts } = source;
    yield {
      path: 'names.txt',
      chunks: [`${exportedAt.toISOString()} ${language} ${counts['people'] ?? 0}\n`],
    };
    const names: string[] = [];
    const sql = `SELECT p."givenName", m.id, m."fileName", m."contentType" FROM ${source.rows('people')} p LEFT JOIN ${source.rows('media')} m ON m.id = p."photo" ORDER BY p."givenName" COLLATE "C", p.id`;
    for await (const rows of source.read(sql))
      for (const [name, id, fileName, contentType] of rows)
        names.push(`${name} ${id ? source.mediaPath(id, fileName ?? '', contentType ?? '') : '-'}\n`);
    for (let at = 0; at < names.length; at += perFile)
      yield { path: `view/names-${at / perFile}.txt`, chunks: names.slice(at, at + perFile) };
  },
});

/** A file of so many bytes, about nothing. */
export const ballast = (path: string, bytes: number): Companion => ({
  files: [{ path, description: 'nothing.' }],
  async *write() {
    yield { path, chunks: Array.from({ length: Math.ceil(bytes / 1024) }, () => Buffer.alloc(1024, path)) };
  },
});

/** One that fails when it has begun. */
export const failing = (): Companion => ({
  files: [{ path: 'failing.txt', description: 'nothing.' }],
  async *write(source) {
    for await (const rows of source.read('SELECT 1 / 0'))
      yield { path: 'failing.txt', chunks: [String(rows)] };
  },
});
