/** Arbitrary values of each format that has one spelling, with the edges of its range: as PostgreSQL prints them. */
import fc, { type Arbitrary } from 'fast-check';
import { intervalText } from '../archive/interval-text.js';
import { floatText, numericText } from '../archive/number-texts.js';
import type { ValueFormat } from '../kinds.js';

const NO_NUMBERS = ['NaN', 'Infinity', '-Infinity'];

const orEdge = (edges: readonly string[], any: Arbitrary<string>): Arbitrary<string> =>
  fc.oneof({ weight: 1, arbitrary: fc.constantFrom(...edges) }, { weight: 2, arbitrary: any });

const digits = (count: number): Arbitrary<string> => fc.stringMatching(new RegExp(`^\\d{1,${count}}$`));

/** Microseconds of a day. */
const DAY = 86_400_000_000;
const timeOf = (micros: number): string => {
  const whole = new Date(Math.floor(micros / 1_000_000) * 1_000).toISOString().slice(11, 19);
  const fraction = String(micros % 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
};

const int4 = fc.integer({ min: -2_147_483_648, max: 2_147_483_647 });
const small = fc.integer({ min: -40, max: 40 });
const anyInterval = fc
  .record({
    months: fc.oneof(small, int4),
    days: fc.oneof(small, int4),
    micros: fc.oneof(small, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  })
  .map(({ months, days, micros }) => {
    const size = BigInt(micros) < 0n ? -BigInt(micros) : BigInt(micros);
    const seconds = `${BigInt(micros) < 0n ? '-' : ''}${size / 1_000_000n}.${String(size % 1_000_000n).padStart(6, '0')}`;
    return intervalText(`P${months}M${days}DT${seconds}S`) ?? 'PT0S';
  });

/** Texts in one spelling; what is out of range is left out. */
const spelt = (any: Arbitrary<string>, spell: (text: string) => string | undefined): Arbitrary<string> =>
  any.map((text) => spell(text) ?? '0');

const ARBITRARIES: Readonly<Record<ValueFormat, Arbitrary<string>>> = {
  time: orEdge(
    ['00:00:00', '24:00:00', '23:59:59.999999', '12:30:00.5'],
    fc.integer({ min: 0, max: DAY - 1 }).map(timeOf),
  ),
  interval: orEdge(['PT0S', 'P1M', 'P30D', 'PT720H', 'P-1Y-2M3DT-4H-5M-6.000007S', 'PT24H'], anyInterval),
  uuid: orEdge(['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'], fc.uuid()),
  binary: orEdge(
    ['', 'AA==', '1234', 'true', 'null', '/+//'],
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  ),
  double: orEdge(
    [...NO_NUMBERS, '0', '-0', '5e-324', '1.7976931348623157e+308', '1e+15', '123456789012345', '0.0001', '1e-05', '0.1', '1e+22'],
    spelt(fc.double({ noNaN: true }).map(String), (text) => floatText(text, 'double')),
  ),
  real: orEdge(
    [...NO_NUMBERS, '0', '-0', '1e-45', '3.4028235e+38', '1e+06', '123456', '0.1', '1.6777216e+07'],
    spelt(fc.float({ noNaN: true }).map(String), (text) => floatText(text, 'real')),
  ),
  numeric: orEdge(
    [...NO_NUMBERS, '0', '0.00', '1.50', '-0.1', '9'.repeat(200), `0.${'0'.repeat(99)}1`],
    spelt(
      fc.tuple(fc.constantFrom('', '-'), digits(60), fc.option(digits(60), { nil: '' })).map(
        ([sign, whole, fraction]) => `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`,
      ),
      numericText,
    ),
  ),
}; // prettier-ignore

export const valueArbitrary = (format: ValueFormat): Arbitrary<string> => ARBITRARIES[format];
