/** Rows are taken from a connection's bytes however those come; who listens to it gets all the rest as it was. */
import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DataRowTap } from '../../src/portability/storage/data-rows.js';

const message = (kind: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.write(kind);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};

/** Mostly rows. Bodies may be empty, and may look like messages themselves. */
const messages = fc.array(
  fc
    .tuple(
      fc.constantFrom('D', 'D', 'D', 'T', 'C', 'Z', 'N', 'E'),
      fc.uint8Array({ maxLength: 40 }),
      fc.boolean(),
    )
    .map(([kind, body, isNested]) =>
      message(kind, isNested ? message('D', Buffer.from(body)) : Buffer.from(body)),
    ),
  { maxLength: 30 },
);

function cut(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return at.slice(1).map((to, index) => bytes.subarray(at[index], to));
}

it('takes the rows, and nothing else', () => {
  fc.assert(
    fc.property(messages, fc.array(fc.nat(2_000), { maxLength: 60 }), fc.nat(60), (all, places, last) => {
      const stream = new EventEmitter();
      const heard: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => heard.push(Buffer.from(chunk)));
      const chunks = cut(Buffer.concat(all), places);
      const tap = new DataRowTap(stream as Readable);
      // Whoever uses the buffer of a chunk again must not change what was taken.
      for (const chunk of chunks) {
        const lent = Buffer.from(chunk);
        stream.emit('data', lent);
        lent.fill(0);
      }
      const { bytes, count } = tap.rows;
      tap.end();
      const after = message('S', Buffer.alloc(last));
      stream.emit('data', after);
      const isRow = (each: Buffer): boolean => each.toString('latin1', 0, 1) === 'D';
      expect(bytes).toEqual(Buffer.concat(all.filter(isRow)));
      expect(count).toBe(all.filter(isRow).length);
      expect(Buffer.concat(heard)).toEqual(Buffer.concat([...all.filter((each) => !isRow(each)), after]));
      expect(stream.listenerCount('data')).toBe(1);
    }),
    { numRuns: 1_000 },
  );
});

it.each([1, 3, 5, 9])('gives back a message of which %d bytes have come when it ends', (some) => {
  const stream = new EventEmitter();
  const heard: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => heard.push(Buffer.from(chunk)));
  const tap = new DataRowTap(stream as Readable);
  const all = [message('Z', Buffer.from('I')), message('N', Buffer.from('a notice'))];
  const bytes = Buffer.concat(all);
  stream.emit('data', bytes.subarray(0, 6 + some));
  tap.end();
  stream.emit('data', bytes.subarray(6 + some));
  expect(Buffer.concat(heard)).toEqual(bytes);
});
