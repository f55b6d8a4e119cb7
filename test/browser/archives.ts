/** Small archives with known differences, so that a test can say in advance what the card must show. */
import { randomBytes } from 'node:crypto';
import { writeForeignArchive } from '../support/foreign-archive.js';
import { uuidOf, type Tree } from '../support/tree.js';

const EXPORTED_AT = '2030-01-02T03:04:05.000000Z';

const person = (givenName: string, more: object = {}) => ({ [uuidOf(givenName)]: { givenName, ...more } });
const note = (title: string) => ({ [uuidOf(title)]: { title, body: `About ${title}.`, pinned: false } });
const job = (company: string) => ({ [uuidOf(company)]: { company, remote: false } });

/** What the person has before a test: 3 people (one with a telephone), 2 notes, 1 job. */
export const HERE: Tree = {
  people: {
    ...person('Ada', {
      contacts: { [uuidOf('phone')]: { kind: 'phone', value: '+44 20 0000', position: 0 } },
    }),
    ...person('Grace'),
    ...person('Edsger'),
  },
  notes: { ...note('Lunch'), ...note('Trains') },
  jobs: job('Analytical Engines'),
};

/** Against HERE: Ada and her telephone, Edsger and Trains are missing, Grace differs, Barbara is new. */
export const ELSEWHERE: Tree = {
  people: { ...person('Grace', { nickname: 'Amazing' }), ...person('Barbara') },
  notes: note('Lunch'),
  jobs: job('Analytical Engines'),
};

/** Two people without the name that each must have. */
export const BROKEN: Tree = {
  people: {
    [uuidOf('nobody')]: { nickname: 'Nobody' },
    [uuidOf('no one')]: { nickname: 'No one' },
  },
};

/** HERE with a photo of so many bytes that a connection can break in the middle. */
export async function largeArchive(bytes: number): Promise<Buffer> {
  const id = uuidOf('photo');
  const image = Buffer.concat([PNG_HEADER, randomBytes(bytes)]);
  const path = `media/${id}.png`;
  const media = { [id]: { fileName: 'photo.png', contentType: 'image/png', byteSize: image.length } };
  return writeForeignArchive(
    { ...HERE, media },
    { exportedAt: EXPORTED_AT, media: new Map([[path, image]]) },
  );
}

export const archiveOf = (tree: Tree): Promise<Buffer> =>
  writeForeignArchive(tree, { exportedAt: EXPORTED_AT });

/** Enough of a PNG (its signature and the head of its first chunk) to be taken for one. */
const PNG_HEADER = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
