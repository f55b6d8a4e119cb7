/** Pictures for accounts and archives of tests. */
import { png } from '../../src/portability/testing/media-files.js';

/** Away from the colours that tests choose themselves. */
let color = 0x80_00_00;

/** A PNG that no other call has made: what is the same is stored once, and a test that counts files counts one less. */
export function newPicture(): Buffer {
  color++;
  return png((color >> 16) & 0xff, (color >> 8) & 0xff, color & 0xff);
}
