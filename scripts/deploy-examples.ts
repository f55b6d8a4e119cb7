/** The proxies' files in `deploy`: the configurations of docs/behind-a-proxy.md, which tests run as they stand. */
import { readFile } from 'node:fs/promises';

const PAGE = 'docs/behind-a-proxy.md';

/** By the heading that each stands below. */
const FILES: Readonly<Record<string, string>> = {
  'deploy/nginx.conf': 'nginx, better',
  'deploy/nginx-below-a-path.conf': 'nginx, with TLS and below a path',
  'deploy/Caddyfile': 'Caddy',
};

/** @returns the texts, by path. @throws Error where a heading has no block of code */
export async function writeDeployExamples(): Promise<Readonly<Record<string, string>>> {
  const page = await readFile(PAGE, 'utf8');
  return Object.fromEntries(
    Object.entries(FILES).map(([path, heading]) => [
      path,
      `# ${PAGE}, “${heading}”, says when this fits. Written by “npm run docs”.\n${blockBelow(heading, page)}`,
    ]),
  );
}

function blockBelow(heading: string, page: string): string {
  const section = page.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const block = /^```\w+\n(.*?)^```$/ms.exec(section)?.[1];
  if (block === undefined) throw new Error(`${PAGE} has no block of code below “${heading}”`);
  return block;
}
