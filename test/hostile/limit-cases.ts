/** Archives that are just at a limit, or one past it. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { ImportLimits } from '../../src/portability/index.js';
import { readFiles } from '../support/archive-files.js';
import { packTexts } from '../support/sample.js';
import { paxHeader, tarball, tarEntry } from '../support/tar-builder.js';

/** One row of an area file. */
export const section = (lines = ''): string => `${randomUUID()}:\n  name: One\n${lines}`;
const sections = (count: number): string => Array.from({ length: count }, () => section()).join('');
const nested = (levels: number): string => '{a: '.repeat(levels) + '1' + '}'.repeat(levels);

/** Rows whose text has so many bytes in all. */
export function yamlOf(bytes: number): string {
  const text = section();
  return `${text}#${'x'.repeat(bytes - text.length - 2)}\n`;
}

/** An archive with one file of random bytes, so that it has a size of its own. */
const withFile = (size: number): Promise<Buffer> => {
  const id = randomUUID();
  const bytes = Buffer.concat([Buffer.from('\u0001carol\u0000', 'latin1'), randomBytes(size - 7)]);
  return packTexts(
    { 'media.yaml': `${id}:\n  fileName: x.png\n  contentType: application/octet-stream\n` },
    new Map([[id, bytes]]),
  );
};

/** An archive with an extended header of so many bytes before each of its first `headers` entries. */
async function withExtendedHeaders(bytes: number, headers: number): Promise<Buffer> {
  const files = [...(await readFiles(await packTexts({ 'skills.yaml': '{}\n' })))];
  // Of the record `<length> comment=<text>\n`, the length has as many digits as the bytes.
  const comment = 'x'.repeat(bytes - String(bytes).length - ' comment=\n'.length);
  return tarball(
    ...files.flatMap(([name, body], index) => [
      ...(index < headers ? [paxHeader({ comment })] : []),
      tarEntry({ name }, body),
    ]),
  );
}

interface Refusal {
  readonly status: number;
  readonly type: string;
  /** The member `limit`, and that `maximum` is what was set. */
  readonly limit?: string;
}

const tooLarge = (limit: string): Refusal => ({ status: 413, type: '/problems/archive-too-large', limit });

/** How an archive is made for which the limit has just the value; its default is far from what a test can reach. */
export const LIMITS: readonly (readonly [
  keyof ImportLimits,
  number,
  (value: number) => Promise<Buffer>,
  Refusal,
])[] = [
  ['rows', 10, (value) => packTexts({ 'skills.yaml': sections(value) }), tooLarge('rows')],
  ['areaBytes', 5_000, (value) => packTexts({ 'skills.yaml': yamlOf(value) }), tooLarge('yamlBytes')],
  ['mediaBytes', 20_000, (value) => withFile(value), tooLarge('entryBytes')],
  [
    'stringBytes',
    5_000,
    (value) => packTexts({ 'skills.yaml': section(`  description: ${'x'.repeat(value)}\n`) }),
    { status: 422, type: '/problems/yaml-invalid' },
  ],
  ['extendedHeaderBytes', 1_000, (value) => withExtendedHeaders(value, 1), tooLarge('headerBytes')],
  [
    'extendedHeadersBytes',
    10_000,
    (value) => withExtendedHeaders(Math.ceil(value / 5), 5),
    tooLarge('headerBytes'),
  ],
  [
    'yamlAliases',
    10,
    (value) =>
      packTexts({
        'people.yaml': `${randomUUID()}:\n  givenName: &a A\n  customFields: {list: [${'*a, '.repeat(value)}]}\n`,
      }),
    { status: 422, type: '/problems/yaml-too-complex' },
  ],
  [
    'yamlDepth',
    10,
    // The document and the row are two levels, and the field is in the second.
    (value) =>
      packTexts({
        'people.yaml': `${randomUUID()}:\n  givenName: A\n  customFields: ${nested(value - 2)}\n`,
      }),
    { status: 422, type: '/problems/yaml-invalid' },
  ],
];
