/** Numbers as PostgreSQL prints them, whatever they were written like. */

/** A whole number of YAML's core schema in decimal digits. */
export const decimalDigits = (token: string): string => BigInt(token.replace(/^\+/, '')).toString();

/** From these exponents of ten on, and below -4, PostgreSQL writes one. */
const FIRST_EXPONENT = { double: 15, real: 6 } as const;
/** Characters of a number that is worth looking at: no double has more digits that matter. */
const MOST_CHARACTERS = 1_200;
const PREFIXED = /^0[xo]/;

/** The shortest digits that give the same number (PostgreSQL 12 and newer). Undefined where it is out of range. */
export function floatText(text: string, precision: keyof typeof FIRST_EXPONENT): string | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const value = Number(PREFIXED.test(text) ? decimalDigits(text) : text);
  const held = precision === 'real' ? Math.fround(value) : value;
  if (!Number.isFinite(held)) return undefined;
  if (held === 0) {
    if (/[1-9]/.test(text.replace(/e.*$/i, ''))) return undefined;
    return Object.is(value, -0) ? '-0' : '0';
  }
  const [digits = '', exponent = ''] = shortest(held, precision).split('e');
  const [sign, figures] = digits.startsWith('-') ? ['-', digits.slice(1)] : ['', digits];
  return `${sign}${spelled(figures.replace('.', ''), Number(exponent), FIRST_EXPONENT[precision])}`;
}

/** Bits of a number that tell it from the next. */
const PRECISION = { double: 53, real: 24 } as const;

/** In scientific notation. */
function shortest(value: number, precision: 'double' | 'real'): string {
  const isSame = (text: string): boolean =>
    (precision === 'real' ? Math.fround(Number(text)) : Number(text)) === value &&
    !isMidway(text, value, PRECISION[precision]);
  if (precision === 'double' && isSame(value.toExponential())) return value.toExponential();
  for (let digits = 0; digits < 17; digits++) {
    const text = roundedToEven(value, digits);
    if (isSame(text)) return text.replace(/(\.\d*?)0+e/, '$1e').replace('.e', 'e');
  }
  return value.toExponential();
}

/** In scientific notation with so many digits behind the point; of two that are as near, the even one. */
function roundedToEven(value: number, digits: number): string {
  const [, sign = '', first = '', others = '', exponent = ''] =
    /^(-?)(\d)\.(\d+)e(.*)$/.exec(value.toExponential(100)) ?? [];
  const kept = first + others.slice(0, digits);
  const isTie = /^50*$/.test(others.slice(digits)) && /[02468]$/.test(kept);
  if (!isTie) return value.toExponential(digits);
  return `${sign}${first}${digits === 0 ? '' : `.${kept.slice(1)}`}e${exponent}`;
}

/** Whether a text is as near to the next number: PostgreSQL writes a digit more then. Only large whole numbers can be. */
function isMidway(text: string, value: number, bits: number): boolean {
  const digits = numericText(text) ?? '';
  if (Math.abs(value) < 2 ** bits || digits.includes('.')) return false;
  const [size, told] = [BigInt(Math.abs(value)), BigInt(digits.replace('-', ''))];
  const gap = 1n << BigInt(size.toString(2).length - bits);
  const distance = told > size ? told - size : size - told;
  // Below a power of two the numbers are twice as close.
  const isPower = (size & (size - 1n)) === 0n;
  return distance * 2n === gap || (isPower && told < size && distance * 4n === gap);
}

/** @param exponent of the first digit */
function spelled(digits: string, exponent: number, first: number): string {
  if (exponent < -4 || exponent >= first) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${digits.slice(0, 1)}${fraction}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** What a column of type numeric holds, in digits (PostgreSQL manual, section 8.1). */
const MOST_WHOLE_DIGITS = 131_072;
const MOST_FRACTION_DIGITS = 16_383;
const NUMERIC = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/;

/** All its digits, also zeros at the end. Undefined where it is out of range. */
export function numericText(text: string): string | undefined {
  if (PREFIXED.test(text)) return text.length > MOST_CHARACTERS ? undefined : decimalDigits(text);
  const [, sign, before, after = '', exponent = '0'] = NUMERIC.exec(text) ?? [];
  if (before === undefined || before + after === '') return undefined;
  const shift = Number(exponent);
  // Before anything is made that long.
  if (before.length + shift > 2 * MOST_WHOLE_DIGITS || after.length - shift > MOST_FRACTION_DIGITS)
    return undefined;
  const point = before.length + shift;
  const digits = (before + after)
    .padEnd(point, '0')
    .padStart((before + after).length - Math.min(0, point), '0');
  const place = Math.max(0, point);
  const whole = digits.slice(0, place).replace(/^0+(?=.)/, '') || '0';
  const fraction = digits.slice(place);
  if (whole.length > MOST_WHOLE_DIGITS || fraction.length > MOST_FRACTION_DIGITS) return undefined;
  const number = fraction === '' ? whole : `${whole}.${fraction}`;
  return sign === '-' && /[1-9]/.test(number) ? `-${number}` : number;
}
