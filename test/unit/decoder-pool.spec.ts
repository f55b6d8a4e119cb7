/** The threads that decode: what they send is given back when it has been taken. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CAROL_GRAPH } from '../../src/carol/graph.js';
import { createDecoderPool } from '../../src/portability/import/decoder-pool.js';
import { DEFAULT_LIMITS } from '../../src/portability/limits.js';

let folder: string;
const decoders = createDecoderPool();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carol-decoder-'));
});
afterAll(async () => {
  await decoders.close();
  await rm(folder, { recursive: true, force: true });
});

it('a chunk of rows is there until the next message is asked for, and takes no memory afterwards', async () => {
  const path = join(folder, 'skills.yaml');
  await writeFile(path, '7e57d004-2b97-4e7a-b45f-5387367791cd:\n  name: Weaving\n');
  const chunks: Uint8Array[] = [];
  const lengths: number[] = [];
  for await (const message of decoders.decode({
    kinds: CAROL_GRAPH.kinds,
    format: CAROL_GRAPH.format,
    areas: [{ name: 'skills', path }],
    formatVersion: CAROL_GRAPH.format.version,
    exportedAt: '2026-01-01T00:00:00Z',
    files: new Map(),
    missing: [],
    limits: DEFAULT_LIMITS,
  })) {
    if (message.type === 'rows') {
      chunks.push(message.chunk);
      lengths.push(message.chunk.length);
    } else expect(message.errors).toEqual([]);
  }
  expect(lengths).toEqual([expect.any(Number)]);
  expect(lengths[0]).toBeGreaterThan(0);
  expect(chunks.map(({ length }) => length)).toEqual([0]);
});
