/** Fetches the photos of cards, some at once, while the cards before them are written. */
import type { CompanionSource } from '../../portability/kinds.js';
import type { CardPart } from './vcard.js';

/** A part as its row has it: of a photo, where its bytes are. */
export type CardRow = Exclude<CardPart, { of: 'photo' }> | PhotoRow;

export interface PhotoRow {
  readonly of: 'photo';
  readonly id: string;
  readonly key: string;
  readonly contentType: string;
  readonly size: string;
  readonly sha256: string;
}

const PICTURE = /^image\/[\w.+-]+$/;
/** Photos that are on their way at once, and rows that wait behind them. */
const PHOTOS_AHEAD = 8;
const ROWS_AHEAD = 200;

/** The parts in their order. A photo whose file the archive does not hold, or that is no picture, is none. */
export async function* withPhotos(
  source: Pick<CompanionSource, 'fileBytes' | 'missing'>,
  rows: AsyncIterable<CardRow>,
): AsyncGenerator<CardPart> {
  const waiting: (CardPart | Promise<CardPart>)[] = [];
  let photos = 0;
  for await (const row of rows) {
    if (row.of !== 'photo') waiting.push(row);
    else if (!source.missing.has(row.id) && PICTURE.test(row.contentType)) {
      const photo = fetchPhoto(source, row);
      // Whoever takes it hears of a failure.
      photo.catch(() => undefined);
      waiting.push(photo);
      photos++;
    }
    while (waiting.length > 0 && (photos === 0 || photos > PHOTOS_AHEAD || waiting.length > ROWS_AHEAD)) {
      const part = waiting.shift() as CardPart | Promise<CardPart>;
      if (part instanceof Promise) photos--;
      yield await part;
    }
  }
  for (const part of waiting) yield await part;
}

async function fetchPhoto(
  source: Pick<CompanionSource, 'fileBytes'>,
  { key, contentType, size, sha256 }: PhotoRow,
): Promise<CardPart> {
  const chunks: Buffer[] = [];
  for await (const chunk of source.fileBytes({ key, size: Number(size), sha256 })) chunks.push(chunk);
  return { of: 'photo', contentType, bytes: Buffer.concat(chunks) };
}
