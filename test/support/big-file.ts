/** Puts a file of some size into a graph, so that its bytes travel in many pieces. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { sha256Of } from '../../src/portability/testing/media-files.js';
import { packTexts } from './sample.js';

/** Bytes that do not compress and are the same for the same seed. */
export function noise(seed: string, size: number): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at * 64 < size; at++) pieces.push(createHash('sha512').update(`${seed}/${at}`).digest());
  return Buffer.concat(pieces).subarray(0, size);
}

/** The graph with other bytes in its first file, and with true figures of them in the row. */
export function withBigFile(graph: Graph, bytes: Buffer): Graph {
  const [first, ...others] = graph.rows['media'] ?? [];
  if (!first) throw new Error('The graph has no file to replace');
  const values = {
    ...first.values,
    contentType: 'application/octet-stream',
    byteSize: bytes.length,
    sha256: sha256Of(bytes),
  };
  return {
    rows: { ...graph.rows, media: [{ ...first, values }, ...others] },
    files: new Map([...graph.files, [first.id, bytes]]),
  };
}

/** An archive of text of so many bytes that nothing makes shorter, in rows of a handy size. */
export const peopleOfNoise = (bytes: number): Promise<Buffer> =>
  packTexts({
    'people.yaml': Array.from({ length: Math.ceil(bytes / 64_000) }, () => {
      const text = randomBytes(48_000).toString('base64');
      return `${randomUUID()}:\n  givenName: A\n  howWeMet: ${text}\n`;
    }).join(''),
  });
