/** Reads an area file of one root row with very many rows in it, which is made as it is read; prints how many there were. Run with little memory. */
import { Buffer } from 'node:buffer';
import { readEntries } from '../../dist/src/portability/archive/yaml/read.js';

const HEAD = Buffer.from('6f0c4d2e-8a51-4c3b-9d7e-2f1a0b3c4d5e:\n  givenName: Ada\n  interactions:\n');
const SUMMARY = 'What was said. '.repeat(15);
const row = (index) =>
  `    ${String(index).padStart(8, '0')}-0000-4000-8000-000000000000:\n      channel: call\n      summary: ${SUMMARY}${String(index).padStart(8, '0')}.\n`;
const ROW_BYTES = Buffer.byteLength(row(0));
const ROWS_AT_ONCE = 500;

const rows = Number(process.argv[2]);
const source = {
  *from(offset) {
    if (offset < HEAD.length) yield HEAD.subarray(offset);
    const begin = Math.max(0, offset - HEAD.length);
    let skip = begin % ROW_BYTES;
    for (let at = Math.floor(begin / ROW_BYTES); at < rows; at += ROWS_AT_ONCE) {
      const count = Math.min(ROWS_AT_ONCE, rows - at);
      yield Buffer.from(Array.from({ length: count }, (_, index) => row(at + index)).join('')).subarray(skip);
      skip = 0;
    }
  },
};

let found = 0;
const report = (issue) => {
  throw new Error(`${issue.line}:${issue.column} ${issue.detail}`);
};
for (const { value } of readEntries(source, { report })) {
  for (const member of value.entries) {
    if (member.value.type !== 'map') continue;
    const iterator = member.value.entries[Symbol.iterator]();
    while (!iterator.next().done) found++;
  }
}
console.log(found);
