/** Lines of a preview, from PostgreSQL's bytes: they say what JSON.stringify would say of the same item, whatever the texts. */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { instantOf } from '../../src/portability/archive/item-spelling.js';
import { labelOf } from '../../src/portability/archive/label.js';
import { packLocation } from '../../src/portability/archive/staged-row.js';
import { ItemLines } from '../../src/portability/import/item-lines.js';
import { parsePreviewLines } from '../../src/portability/index.js';
import type { Kind } from '../../src/portability/kinds.js';

const kind = CAROL_KINDS[0] as Kind;

/** What is cut off the ends of a label, what JSON escapes, and letters of one to four bytes. */
const EDGES = [
  ...' \t\n\r\f\v\u00a0\u1680\u2003\u2028\u202f\u205f\u3000\ufeff"\\/\u0000\u001f\u007f\u0085aäﬀ東😀',
];
const label = fc.oneof(
  fc.string({ unit: fc.constantFrom(...EDGES), maxLength: 6 }),
  fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
);
const place = fc.record({
  line: fc.integer({ min: 1, max: 2 ** 31 }),
  column: fc.integer({ min: 1, max: 65_535 }),
});

const item = fc.record({
  id: fc.oneof(fc.uuid(), label),
  label: fc.option(label),
  location: fc.option(place),
  updatedAt: fc.constantFrom(null, '', '2026-05-31 12:00:00.5+00', '0044-03-15 00:00:00+00 BC'),
  effect: fc.constantFrom('create' as const, 'update' as const, 'delete' as const, 'skip' as const),
  reason: fc.option(fc.constantFrom('differs' as const, 'only-one' as const), { nil: undefined }),
  changes: fc.option(fc.array(fc.record({ field: label, from: fc.jsonValue(), to: fc.jsonValue() })), {
    nil: undefined,
  }),
});

const bytesOf = (text: string | null): Buffer | null => (text === null ? null : Buffer.from(text));

it('is the JSON of the item', () =>
  fc.assert(
    fc.property(fc.array(item, { maxLength: 5 }), (items) => {
      const lines = new ItemLines('merge', kind, 'jobs "1".yaml');
      for (const { id, label, location, updatedAt, effect, ...rest } of items)
        lines.line(
          effect,
          [
            ...[id, label].map(bytesOf),
            bytesOf(location && String(packLocation(location))),
            bytesOf(updatedAt),
          ],
          rest,
        );
      const expected = items.map(({ label, location, updatedAt, ...told }) => {
        const name = labelOf(label);
        return {
          mode: 'merge',
          kind: kind.name,
          id: told.id,
          label: name ?? kind.noun[0],
          effect: told.effect,
          reason: told.reason,
          changes: told.changes,
          unnamed: name === undefined ? true : undefined,
          existing: updatedAt ? { updatedAt: instantOf(updatedAt) } : undefined,
          location: location ? { file: 'jobs "1".yaml', ...location } : undefined,
        };
      });
      const text = expected.map((line) => `${JSON.stringify(line)}\n`).join('');
      const written = lines.take();
      expect(written.toString()).toBe(text);
      expect(parsePreviewLines(written)).toEqual(JSON.parse(JSON.stringify(expected)));
      expect(lines.take()).toHaveLength(0);
    }),
  ));
