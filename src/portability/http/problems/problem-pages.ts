/** The pages behind the problem types: small, without assets of any kind, made from the table. */
import { createHash } from 'node:crypto';
import type { Product } from '../../archive/product.js';
import { PROBLEM_SLUGS, type ProblemSlug } from '../../errors.js';
import type { ProblemType } from './problem-type.js';
import { problemType } from './problem-types.js';
import { problemUri } from './problems-path.js';

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2430; --dim: #5a6473; --line: #dfe3ea; --paper: #fbfbfd; --link: #1f5fbf; --badge: #e9eef7 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ebf1; --dim: #a3adbb; --line: #333b48; --paper: #14181f; --link: #8ab4ff; --badge: #242c39 }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif }
main { max-width: 42rem; margin: 0 auto; padding: 3rem 1.25rem 4rem }
h1 { font-size: 1.75rem; line-height: 1.25; margin: .75rem 0 1.5rem; text-wrap: balance }
h2 { font-size: 1.0625rem; margin: 1.75rem 0 .25rem }
p { margin: .25rem 0 }
a { color: var(--link); text-underline-offset: .2em }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 3px; border-radius: 2px }
code { font: .9375rem/1.5 ui-monospace, monospace; color: var(--dim); overflow-wrap: anywhere }
.status { background: var(--badge); border-radius: 999px; padding: .1rem .65rem; font-variant-numeric: tabular-nums }
ul { list-style: none; padding: 0; margin: 0 }
li { border-top: 1px solid var(--line); padding: .75rem 0; display: grid; grid-template-columns: 4rem 1fr; align-items: baseline }
li .status { justify-self: start }
li p { grid-column: 2; color: var(--dim) }
nav { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem }
`;

/** Nothing may load or run but the one style sheet above. */
export const PAGE_POLICY = [
  `default-src 'none'`,
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ');

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

export interface ProblemPagesOptions {
  readonly product: Product;
  /** Where clients see the pages, such as `/problems`. */
  readonly path: string;
  /** What to do, where the host can say it better: with the names of its settings and its addresses. */
  readonly remedies?: Partial<Readonly<Record<ProblemSlug, string>>>;
}

/** The pages as HTML. */
export interface ProblemPages {
  /** The list of all types. */
  index(): string;
  page(slug: ProblemSlug): string;
}

export const PROBLEM_PAGES = Symbol('ProblemPages');

export function createProblemPages({ product, path, remedies = {} }: ProblemPagesOptions): ProblemPages {
  const named = (text: string): string =>
    text.replaceAll('{product}', product.name).replaceAll('{slug}', product.slug);
  const typeOf = (slug: ProblemSlug): ProblemType => {
    const { status, title, explanation, remedy } = problemType(slug);
    return { status, title, explanation: named(explanation), remedy: remedies[slug] ?? named(remedy) };
  };
  return {
    page(slug) {
      const { status, title, explanation, remedy } = typeOf(slug);
      return document(
        `${title} · ${product.name}`,
        `<p><span class="status">HTTP ${status}</span> <code>${problemUri(slug, path)}</code></p>
<h1>${escape(title)}</h1>
<h2>What happened</h2>
<p>${escape(explanation)}</p>
<h2>What to do</h2>
<p>${escape(remedy)}</p>
<nav aria-label="Problems"><a href="${path}">All problem types</a></nav>`,
      );
    },
    index() {
      const items = PROBLEM_SLUGS.map((slug) => {
        const { status, title, explanation } = typeOf(slug);
        return `<li><span class="status">${status}</span> <a href="${problemUri(slug, path)}">${escape(title)}</a><p>${escape(explanation)}</p></li>`;
      });
      return document(
        `Problem types · ${product.name}`,
        `<h1>Problem types</h1>
<p>When a request is refused, the answer is a problem document (RFC 9457) whose <code>type</code> is one of these.</p>
<h2>All types</h2>
<ul>
${items.join('\n')}
</ul>`,
      );
    },
  };
}

const document = (title: string, content: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`;
