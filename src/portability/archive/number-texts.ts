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

/** In scientific notation. */
function shortest(value: number, precision: 'double' | 'real'): string {
  if (precision === 'double') return value.toExponential();
  for (let digits = 0; digits < 9; digits++) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) return text.replace(/\.?0*e/, 'e');
  }
  return value.toExponential();
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
