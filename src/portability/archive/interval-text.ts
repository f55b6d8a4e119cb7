/** Durations as PostgreSQL prints them under `IntervalStyle = iso_8601`. */

const DURATION =
  /^P(?=[-\dT])(?:(-?\d{1,10})Y)?(?:(-?\d{1,10})M)?(?:(-?\d{1,10})W)?(?:(-?\d{1,10})D)?(?:T(?=[-\d])(?:(-?\d{1,16})H)?(?:(-?\d{1,16})M)?(?:(-?)(\d{1,16})(?:\.(\d{1,6}))?S)?)?$/;

/** What PostgreSQL keeps of one: months, days and microseconds, each by itself. */
const MOST_INT4 = 2_147_483_647n;
const MOST_INT8 = 9_223_372_036_854_775_807n;

/** The same duration in the one spelling that it has; undefined where it is none, or longer than a column holds. */
export function intervalText(text: string): string | undefined {
  if (text.length > 120) return undefined;
  const found = DURATION.exec(text);
  if (!found) return undefined;
  const part = (index: number): bigint => BigInt(found[index] ?? 0);
  const months = 12n * part(1) + part(2);
  const days = 7n * part(3) + part(4);
  const fraction = part(8) * 1_000_000n + BigInt((found[9] ?? '').padEnd(6, '0'));
  const seconds = found[7] === '-' ? -fraction : fraction;
  const micros = (part(5) * 60n + part(6)) * 60_000_000n + seconds;
  if (isBeyond(months, MOST_INT4) || isBeyond(days, MOST_INT4) || isBeyond(micros, MOST_INT8))
    return undefined;
  return spelled(months, days, micros);
}

const isBeyond = (value: bigint, most: bigint): boolean => value > most || value < -most - 1n;

function spelled(months: bigint, days: bigint, micros: bigint): string {
  const part = (value: bigint, letter: string): string => (value === 0n ? '' : `${value}${letter}`);
  const date = part(months / 12n, 'Y') + part(months % 12n, 'M') + part(days, 'D');
  if (micros === 0n) return date === '' ? 'PT0S' : `P${date}`;
  const rest = micros % 60_000_000n;
  const size = rest < 0n ? -rest : rest;
  const fraction = String(size % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  const seconds = `${rest < 0n ? '-' : ''}${size / 1_000_000n}${fraction === '' ? '' : `.${fraction}`}S`;
  const minutes = micros / 60_000_000n;
  return `P${date}T${part(minutes / 60n, 'H')}${part(minutes % 60n, 'M')}${rest === 0n ? '' : seconds}`;
}
