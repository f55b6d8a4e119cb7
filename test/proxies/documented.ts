/** The configurations that docs/behind-a-proxy.md shows: what people copy is what is tested. */
import { readFileSync } from 'node:fs';

const PAGE = readFileSync(new URL('../../docs/behind-a-proxy.md', import.meta.url), 'utf8');

/** What differs in a test: where a proxy listens, where the service does, the certificate. */
const REPLACED: readonly (readonly [RegExp, string])[] = [
  [/127\.0\.0\.1:3000/g, '127.0.0.1:PORT_OUT'],
  [/listen (80|443)/g, 'listen 127.0.0.1:PORT_IN'],
  [/\/etc\/ssl\/[\w.]+\.(crt|key)/g, 'server.$1'],
  [/^carol\.example \{/gm, 'SITE {'],
];

/** The first block of code below a heading. */
export function documented(heading: string): string {
  const section = PAGE.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const block = /^```\w+\n(.*?)^```$/ms.exec(section)?.[1];
  if (block === undefined) throw new Error(`docs/behind-a-proxy.md has no block of code below “${heading}”`);
  return REPLACED.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), block);
}
