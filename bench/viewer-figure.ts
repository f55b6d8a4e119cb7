/** What it costs that an archive opens in a browser: an export with the files beside the data, and one without them. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compare } from './clock.js';
import type { Figure } from './figure.js';

/** Of the archive without them. */
const MOST_BYTES = 1.25;

export const viewerFigure: Figure = {
  name: 'viewer',
  title: 'export with the page beside the data',
  unit: 'ms',
  grows: true,
  aim: () => ({ times: 1.1 }),
  async measure(stage) {
    const { account, client, folder, rounds, meters } = stage;
    await account.fill();
    const [bare, whole] = ['bare.tar.gz', 'whole.tar.gz'].map((name) => join(folder, name));
    const times = await compare(
      { rounds, meters: meters && { floor: meters.measured, measured: meters.measured } },
      () => client.export(bare),
      () => client.exportWithViewer(whole),
    );
    const [less, more] = await Promise.all([bare, whole].map(async (file) => (await stat(file ?? '')).size));
    const ratio = (more ?? 0) / (less ?? 1);
    const note = `${ratio.toFixed(2)} × the bytes`;
    return { ...times, note, ...(ratio > MOST_BYTES && { broken: `at most ${MOST_BYTES} × the bytes` }) };
  },
};
