/** Forms and headers as nobody should send them, and bodies without an end. */
import type { ProblemSlug } from '../../src/portability/index.js';
import { BOUNDARY, field, file, type Part } from '../support/raw-http.js';

export const MODE = field('mode', 'merge');
export const CONFIRM = field('confirm', 'true');
const noName: Part = { head: 'Content-Disposition: form-data; name="file"', body: 'x' };
const nameless: Part = { head: 'Content-Disposition: form-data', body: 'x' };

/** Forms that are not an import, and the problem that each is answered with. */
export const BAD_FORMS: readonly (readonly [what: string, slug: ProblemSlug, parts: readonly Part[]])[] = [
  ['without a file', 'missing-file', [MODE, CONFIRM]],
  ['without any part', 'missing-file', []],
  ['with a file part that has no file name', 'missing-file', [MODE, CONFIRM, noName]],
  ['with a file name that is none', 'missing-file', [MODE, CONFIRM, file('x', 'file', '')]],
  ['with two files', 'unexpected-part', [MODE, CONFIRM, file('x'), file('y')]],
  ['with a file of another name', 'unexpected-part', [MODE, CONFIRM, file('x', 'photo')]],
  ['with an unknown part', 'unexpected-part', [MODE, CONFIRM, file('x'), field('user_id', 'x')]],
  ['with a part called __proto__', 'unexpected-part', [MODE, CONFIRM, file('x'), field('__proto__', 'x')]],
  ['with __proto__[mode]', 'unexpected-part', [CONFIRM, file('x'), field('__proto__[mode]', 'merge')]],
  [
    'with constructor[prototype][mode]',
    'unexpected-part',
    [CONFIRM, file('x'), field('constructor[prototype][mode]', 'merge')],
  ],
  ['with the mode twice', 'invalid-parameter', [MODE, MODE, CONFIRM, file('x')]],
  ['with mode[]', 'invalid-parameter', [field('mode[]', 'merge'), CONFIRM, file('x')]],
  ['with mode[__proto__]', 'invalid-parameter', [field('mode[__proto__]', 'merge'), CONFIRM, file('x')]],
  ['without a mode', 'invalid-parameter', [CONFIRM, file('x')]],
  ['with a mode that is none', 'invalid-parameter', [field('mode', 'REPLACE'), CONFIRM, file('x')]],
  ['with a mode of every object', 'invalid-parameter', [field('mode', 'toString'), CONFIRM, file('x')]],
  ['without a confirmation', 'confirmation-required', [MODE, file('x')]],
  ['with an empty confirmation', 'confirmation-required', [MODE, field('confirm', ''), file('x')]],
  ['with confirm=false', 'confirmation-required', [MODE, field('confirm', 'false'), file('x')]],
  ['with confirm=yes', 'invalid-parameter', [MODE, field('confirm', 'yes'), file('x')]],
  [
    'with a field that is too long',
    'malformed-multipart',
    [field('mode', 'm'.repeat(50_000)), CONFIRM, file('x')],
  ],
  ['with a name that is too long', 'malformed-multipart', [field('m'.repeat(200), 'x'), file('x')]],
  [
    'with too many fields',
    'malformed-multipart',
    [...Array.from({ length: 17 }, (_, n) => field(`f${n}`, 'x')), file('x')],
  ],
  ['with a part that has no name', 'malformed-multipart', [nameless, MODE, CONFIRM, file('x')]],
  [
    'with a part without headers',
    'malformed-multipart',
    [{ head: 'no header', body: '' }, MODE, CONFIRM, file('x')],
  ],
];

/** Headers that an import does not come with, and the problem that each is answered with. */
export const BAD_HEADERS: readonly (readonly [
  what: string,
  slug: ProblemSlug,
  headers: Readonly<Record<string, string>>,
])[] = [
  ['that is JSON', 'unsupported-media-type', { 'content-type': 'application/json' }],
  ['that is the archive itself', 'unsupported-media-type', { 'content-type': 'application/gzip' }],
  [
    'that is another multipart',
    'unsupported-media-type',
    { 'content-type': `multipart/mixed; boundary=${BOUNDARY}` },
  ],
  ['of no type', 'unsupported-media-type', { 'content-type': '' }],
  ['without a boundary', 'malformed-multipart', { 'content-type': 'multipart/form-data' }],
  ['with an empty boundary', 'malformed-multipart', { 'content-type': 'multipart/form-data; boundary=' }],
  [
    'with another boundary than its body',
    'malformed-multipart',
    { 'content-type': 'multipart/form-data; boundary=other' },
  ],
  ['with a content encoding', 'unsupported-media-type', { 'content-encoding': 'gzip' }],
  ['with an unknown content encoding', 'unsupported-media-type', { 'content-encoding': 'identity, br' }],
];

/** Beginning, then more and more of the same. */
export async function* endless(beginning = ''): AsyncGenerator<Buffer> {
  yield Buffer.from(beginning, 'latin1');
  const more = Buffer.alloc(256 * 1024, 'x');
  for (;;) yield more;
}

export async function* manyParts(): AsyncGenerator<Buffer> {
  const one = Buffer.from(`--${BOUNDARY}\r\n${field('a', '').head}\r\n\r\nx\r\n`);
  const many = Buffer.concat(Array.from({ length: 1_000 }, () => one));
  for (;;) yield many;
}
