/** Where a terminal writes, its reader may have gone: `carol … | head`. */
import { Writable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { openTerminal } from '../../src/cli/terminal.js';

/** A pipe that takes so many pieces, and whose reader has left then. */
function pipe(taken: number): { readonly stdout: Writable; readonly pieces: readonly string[] } {
  const pieces: string[] = [];
  const stdout = new Writable({
    highWaterMark: 1,
    autoDestroy: false,
    write(chunk: Buffer, _encoding, done) {
      if (pieces.length === taken) return done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      pieces.push(chunk.toString());
      setImmediate(done);
    },
  });
  stdout.on('error', () => undefined);
  return { stdout, pieces };
}

it.each([0, 1, 3])('goes on when the reader leaves after %i pieces', async (taken) => {
  const { stdout, pieces } = pipe(taken);
  const terminal = openTerminal(false, { stdout, stderr: stdout });
  const texts = ['one', 'two', 'three', 'four'].slice(0, taken + 1);
  for (const text of texts) await terminal.print([text, text]);
  expect(pieces).toEqual(texts.slice(0, taken).map((text) => `${text}\n${text}\n`));
});
