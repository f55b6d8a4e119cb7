/** Puts `index.html` together: one file that runs nothing but its own script and the files beside it, and reaches no network. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../version.js';
import type { Directory } from './chunks.js';

/** What the page is told beside the rows. */
export interface PageData {
  readonly language: string;
  /** An instant, ISO 8601. */
  readonly exportedAt: string;
  /** The areas that the archive has a file of. */
  readonly areas: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly chunks: Directory;
}

const FOLDER = join(PACKAGE_ROOT, 'src/carol/viewer/page');
/** In the order in which they need each other. */
const SCRIPTS = ['texts', 'store', 'elements', 'markdown', 'lists', 'career', 'people', 'notes', 'main'];

let parts: Promise<{ readonly style: string; readonly script: string }> | undefined;

/** The same for every archive: read once. */
const pageParts = (): NonNullable<typeof parts> =>
  (parts ??= (async () => {
    const read = (path: string): Promise<string> => readFile(path, 'utf8');
    const markdown = await read(
      createRequire(import.meta.url).resolve('markdown-it/dist/markdown-it.min.js'),
    );
    const scripts = await Promise.all(SCRIPTS.map((name) => read(join(FOLDER, `${name}.js`))));
    const own = scripts.map(withoutModules).join('\n');
    return {
      style: await read(join(FOLDER, 'style.css')),
      // A closing tag in a library's text would end the element.
      script: `${withoutMap(markdown)}\n(() => {\n'use strict';\n${own}\n})();`.replaceAll(
        '</script',
        '<\\/script',
      ),
    };
  })());

const withoutMap = (script: string): string => script.replace(/^\/\/# sourceMappingURL=.*$/m, '');

/** Modules need a server; a page from a folder has one script, where the names of all files are known to each other. */
const withoutModules = (script: string): string =>
  script.replace(/^import [^;]*;\n/gm, '').replace(/^export /gm, '');

const digest = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** JSON that may stand in an element of HTML. */
const inHtml = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

export async function writePage(data: PageData): Promise<string> {
  const { style, script } = await pageParts();
  // Scripts and pictures are those of the folder, whether it is opened from a disk or looked at over a server.
  const policy = [
    `default-src 'none'`,
    `script-src 'self' file: ${digest(script)}`,
    `style-src ${digest(style)}`,
    `img-src 'self' file:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!doctype html>
<html lang="${data.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>Carol</title>
<style>${style}</style>
</head>
<body>
<script type="application/json" id="about">${inHtml(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}
