/** Files that no row refers to, as a process leaves them that ends before its commit. */
import { Readable } from 'node:stream';
import { newBlobKey } from '../../src/portability/blobs.js';
import { noise } from '../support/big-file.js';
import { sha256Of } from '../../src/portability/testing/media-files.js';
import type { TestUser } from '../support/service.js';
import type { World } from './world.js';

export async function strayBlob({ one }: World, user: TestUser, index: number): Promise<void> {
  const bytes = noise(`stray ${index}`, 100);
  await one.instance.blobs.put(newBlobKey(user.id, sha256Of(bytes)), Readable.from([bytes]), bytes.length);
}
