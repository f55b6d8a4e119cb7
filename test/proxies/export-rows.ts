/** Exports along each way: whole, failing in the middle, slow. */
import { gunzipSync } from 'node:zlib';
import { readFiles } from '../support/archive-files.js';
import { bearer, curl, DOWNLOADERS, downloadBy, inWords } from './clients.js';
import type { Behind, Cell, Place, Row } from './matrix.js';
import { holdingsOf } from './holdings.js';

/** The file as it was put there. */
const UNCHANGED = 'what it held';

async function cellOf({ service, owner }: Place, before: string, saw: string): Promise<Cell> {
  const after = await holdingsOf(service, owner);
  return { saw, holds: after === before ? UNCHANGED : after };
}

/** What curl saw, and whether what it got is whole. */
async function download(place: Place, { sizes }: Behind, ...args: readonly string[]): Promise<string> {
  const seen = await curl(place, '/api/export', [...bearer(place.owner.token), ...args]);
  return `${inWords(seen)}, ${(await isWhole(seen.body, sizes.file)) ? 'whole' : 'a part'}`;
}

/** Whether it ends as an archive does, and has a file of that many bytes. */
async function isWhole(body: Buffer, size: number): Promise<boolean> {
  try {
    gunzipSync(body);
  } catch {
    return false;
  }
  const files = await readFiles(body);
  return (
    [...files.keys()].at(-1) === 'SHA256SUMS' && [...files.values()].some(({ length }) => length === size)
  );
}

/** Each place at once. */
const everywhere = (
  places: readonly Place[],
  work: (place: Place) => Promise<string | undefined>,
): Promise<readonly (Cell | undefined)[]> =>
  Promise.all(
    places.map(async (place) => {
      const before = await holdingsOf(place.service, place.owner);
      const saw = await work(place);
      return saw === undefined ? undefined : cellOf(place, before, saw);
    }),
  );

/** With a disk that fails half-way. */
async function failingHalfway(
  places: readonly Place[],
  behind: Behind,
  work: (place: Place) => Promise<string | undefined>,
): Promise<readonly (Cell | undefined)[]> {
  behind.spoil = (chunk, at) => (at > behind.sizes.file / 2 ? new Error('EIO') : chunk);
  try {
    return await everywhere(places, work);
  } finally {
    behind.spoil = undefined;
    // A file that broke an export is read before the next one begins: it is found whole, and trusted again.
    for (const { service, owner } of places) await service.export(owner);
  }
}

export const EXPORT_ROWS: readonly Row[] = [
  {
    name: 'export, whole',
    missing: null,
    run: (places, behind) => everywhere(places, (place) => download(place, behind)),
    saw: () => /^200, whole$/,
    holds: UNCHANGED,
  },
  {
    name: 'export to a slow reader',
    missing: null,
    run: (places, behind) =>
      everywhere(places, (place) => download(place, behind, '--limit-rate', String(behind.sizes.pace))),
    saw: () => /^200, whole$/,
    holds: UNCHANGED,
  },
  {
    name: 'export that fails in the middle',
    missing: null,
    run: (places, behind) => failingHalfway(places, behind, (place) => download(place, behind)),
    // Partial file, or failure in receiving; where a proxy hides it, `gzip -t` tells.
    saw: ({ hidesFailures }) => (hidesFailures ? /^200(, curl 18)?, a part$/ : /^200, curl (18|56), a part$/),
    holds: UNCHANGED,
  },
  ...DOWNLOADERS.map((downloader): Row => ({
    name: `the same, by ${downloader.name}`,
    missing: downloader.missing,
    run: (places, behind) =>
      failingHalfway(places, behind, async (place) =>
        // They speak HTTP/1.1.
        place.way.curl.includes('-0') ? undefined : downloadBy(downloader, place, place.owner.token),
      ),
    saw: ({ hidesFailures }) => (hidesFailures ? /./ : downloader.broken),
    holds: UNCHANGED,
  })),
];
