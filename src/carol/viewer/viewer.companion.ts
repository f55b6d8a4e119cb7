/** The archive as a page: `index.html`, which opens in a browser without a server or a network, and its rows beside it. */
import type { Companion } from '../../portability/kinds.js';
import { chunkFiles } from './chunks.js';
import { writePage } from './page.js';

export const viewer: Companion = {
  files: [
    { path: 'index.html', description: 'everything as a page; open it in a browser, it needs no network' },
    {
      path: 'view/*.js',
      description: 'what that page shows, in pieces that it loads when they are looked at',
    },
  ],
  readme: `## Looking at it

Unpack the archive, and double-click \`index.html\`. It opens in any browser, without Carol and without the internet: your career, your people, your notes and your files. "Print" makes
a CV of the first page. It does not show when entries were made and changed, nor their UUIDs; those are in the YAML files.`,
  async *write(source) {
    const chunks: Record<string, number[]> = {};
    yield* chunkFiles(source, chunks);
    const { language, exportedAt, areas, counts } = source;
    yield {
      path: 'index.html',
      chunks: [
        await writePage({
          language,
          exportedAt: exportedAt.toISOString(),
          areas: [...areas],
          counts,
          chunks,
        }),
      ],
    };
  },
};
