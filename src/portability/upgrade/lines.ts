/** Reads a text file line by line. Line feeds alone end a line: a row may hold any other sign. */
import { createReadStream } from 'node:fs';

const CHUNK_BYTES = 256 * 1024;

/** The lines of a UTF-8 file, each without its line feed. */
export async function* readLines(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: CHUNK_BYTES })) {
    const lines = (rest + (chunk as string)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
