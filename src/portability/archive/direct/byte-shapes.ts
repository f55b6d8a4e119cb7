/** How UUIDs, days and instants look in bytes, in the one spelling that an export has for them. */

const HYPHEN = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;

export const UUID_BYTES = 36;
const DAY_BYTES = 10;
/** Of an instant without a fraction: `2019-05-31T12:00:00Z`. */
const INSTANT_BYTES = 20;

const IS_HEX = new Uint8Array(256);
for (const digit of '0123456789abcdef') IS_HEX[digit.charCodeAt(0)] = 1;

export const isHexadecimal = (byte: number): boolean => IS_HEX[byte] === 1;

/** Where a UUID has hyphens. */
const isGap = (index: number): boolean => index === 8 || index === 13 || index === 18 || index === 23;

/** Whether a UUID in lower case begins there. */
export function isUuidAt(bytes: Uint8Array, from: number): boolean {
  for (let index = 0; index < UUID_BYTES; index++) {
    const byte = bytes[from + index] as number;
    if (isGap(index) ? byte !== HYPHEN : IS_HEX[byte] !== 1) return false;
  }
  return true;
}

/** The number that so many digits stand for, or NaN. */
function digitsAt(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) {
    const byte = bytes[at] as number;
    if (byte < ZERO || byte > NINE) return NaN;
    value = 10 * value + byte - ZERO;
  }
  return value;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Whether a day such as `2019-05-31` begins there. */
function isDayAt(bytes: Uint8Array, from: number): boolean {
  if (bytes[from + 4] !== HYPHEN || bytes[from + 7] !== HYPHEN) return false;
  const year = digitsAt(bytes, from, 4);
  const month = digitsAt(bytes, from + 5, 2);
  const day = digitsAt(bytes, from + 8, 2);
  const days = month === 2 && isLeap(year) ? 29 : (DAYS[month - 1] ?? 0);
  return year >= 1 && day >= 1 && day <= days;
}

/** Whether these bytes are a day such as `2019-05-31`. */
export const isDay = (bytes: Uint8Array, from: number, to: number): boolean =>
  to - from === DAY_BYTES && isDayAt(bytes, from);

/** Whether these bytes are an instant such as `2019-05-31T12:00:00.123456Z`, with no more digits of a second than that. */
export function isInstant(bytes: Uint8Array, from: number, to: number, mostDigits: number): boolean {
  const length = to - from;
  if (length < INSTANT_BYTES || bytes[to - 1] !== LETTER_Z || bytes[from + 10] !== LETTER_T) return false;
  if (!isDayAt(bytes, from) || bytes[from + 13] !== COLON || bytes[from + 16] !== COLON) return false;
  const isTime =
    digitsAt(bytes, from + 11, 2) <= 23 &&
    digitsAt(bytes, from + 14, 2) <= 59 &&
    digitsAt(bytes, from + 17, 2) <= 59;
  if (!isTime || length === INSTANT_BYTES) return isTime;
  // The point counts as one of the bytes.
  const digits = length - INSTANT_BYTES - 1;
  return (
    bytes[from + INSTANT_BYTES - 1] === POINT &&
    digits >= 1 &&
    digits <= mostDigits &&
    !Number.isNaN(digitsAt(bytes, from + INSTANT_BYTES, digits))
  );
}

/** Of whole numbers that are exact in JavaScript. */
const MOST_DIGITS = 15;

/** The number that these bytes are, without a sign and leading zeros, as an export writes it; or NaN. */
export function wholeNumber(bytes: Uint8Array, from: number, to: number): number {
  const count = to - from;
  if (count > MOST_DIGITS || (bytes[from] === ZERO && count > 1)) return NaN;
  return digitsAt(bytes, from, count);
}

/** Whether the same bytes stand there. */
export function startsWith(bytes: Uint8Array, from: number, expected: Uint8Array): boolean {
  for (let index = 0; index < expected.length; index++)
    if (bytes[from + index] !== expected[index]) return false;
  return true;
}
