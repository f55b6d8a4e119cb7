/** Reads values of an archive as their fields want them: where one is longer than its column takes. */
import { describe, expect, it } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { decodeValue } from '../../src/portability/archive/decode-value.js';
import { MAX_TEXT_BYTES } from '../../src/portability/archive/values.js';
import { readDocument } from '../../src/portability/archive/yaml/read.js';

const LONG = CAROL_KINDS.flatMap((kind) =>
  kind.fields
    .filter(({ type }) => type === 'text' || type === 'markdown' || type === 'json')
    .map((field) => [`${kind.name}.${field.key}`, field] as const),
);

/** A text of so many bytes, or an object with it; the object has eight bytes around it. */
function nodeOf(type: string, bytes: number) {
  const text = type === 'json' ? `a: "${'x'.repeat(bytes - '{"a": ""}'.length)}"` : `"${'x'.repeat(bytes)}"`;
  const issues: unknown[] = [];
  const node = readDocument(Buffer.from(`v: {${type === 'json' ? text : `t: ${text}`}}`), {
    stringBytes: 2 * MAX_TEXT_BYTES,
    report: (issue) => void issues.push(issue),
  });
  const value = node?.type === 'map' ? [...node.entries][0]?.value : undefined;
  const inner = value?.type === 'map' && type !== 'json' ? [...value.entries][0]?.value : value;
  if (!inner || issues.length > 0) throw new Error(`This is no document: ${JSON.stringify(issues)}`);
  return inner;
}

describe('A value', () => {
  it.each(LONG)('is as long as its column takes, and no byte longer: %s', (_, field) => {
    expect(decodeValue(field, nodeOf(field.type, MAX_TEXT_BYTES))).toHaveProperty('value');
    expect(decodeValue(field, nodeOf(field.type, MAX_TEXT_BYTES + 1))).toMatchObject({ code: 'too-long' });
  });
});
