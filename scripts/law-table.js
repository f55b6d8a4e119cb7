/** What the laws of data portability say of each host that they were tried on: a row for each host, a column for each law. */

const LAWS = 'data portability';

const SIGNS = { passed: '✓', failed: '✗' };

/**
 * @param {{ file: string, ancestorTitles: string[], title: string, status: string }[]} tests
 * @returns {string} empty where no law was tried
 */
export function lawTable(tests) {
  const tried = tests.filter(({ ancestorTitles }) => ancestorTitles.at(-1) === LAWS);
  if (tried.length === 0) return '';
  const laws = [...new Set(tried.map(({ title }) => title))];
  const hosts = new Map();
  for (const { file, ancestorTitles, title, status } of tried) {
    const host = ancestorTitles.slice(0, -1).join(', ') || file.replace(/^.*\/|\.spec\.ts$/g, '');
    hosts.set(host, { ...hosts.get(host), [title]: SIGNS[status] ?? '–' });
  }
  const width = Math.max(...[...hosts.keys()].map((host) => host.length));
  const cells = (values) => values.map((value) => String(value).padStart(3)).join('');
  return [
    ...laws.map((law, index) => `${String(index + 1).padStart(2)}  ${law}`),
    '',
    `${' '.repeat(width)}${cells(laws.map((_, index) => index + 1))}`,
    ...[...hosts].map(([host, of]) => `${host.padEnd(width)}${cells(laws.map((law) => of[law] ?? ' '))}`),
  ].join('\n');
}
