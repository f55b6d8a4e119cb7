/** Whether a value is as PostgreSQL mostly prints it, so that it can be written as it is: what is not has to be looked at as a text. */
import type { Buffer } from 'node:buffer';

const SPACE = 0x20;
const DOUBLE_QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const DASH = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPENING = 0x5b;
const BACKSLASH = 0x5c;
const CLOSING = 0x5d;

/** `2026-05-31 12:00:00+00` */
const SHORTEST_INSTANT = 22;
const SPACE_IN_INSTANT = 10;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= NINE;

/** Digits, without a zero before others, perhaps a point with more digits behind it, perhaps a minus: as JSON has them, without an exponent. */
export function isPlainNumber(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start] === DASH ? start + 1 : start;
  const point = endOfDigits(bytes, first, end);
  if (point === first || (bytes[first] === ZERO && point > first + 1)) return false;
  if (point === end) return true;
  return bytes[point] === POINT && point + 1 < end && endOfDigits(bytes, point + 1, end) === end;
}

function endOfDigits(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(bytes[at])) at++;
  return at;
}

/** An instant in UTC of a year with four digits, as `ISO, YMD` has it. */
export function isUtcInstant(bytes: Buffer, start: number, end: number): boolean {
  const zone = end - 3;
  if (end - start < SHORTEST_INSTANT || !isDigit(bytes[start])) return false;
  if (bytes[zone] !== PLUS || bytes[zone + 1] !== ZERO || bytes[zone + 2] !== ZERO) return false;
  for (let at = start; at < zone; at++) {
    const byte = bytes[at] as number;
    const isOfInstant = isDigit(byte) || byte === DASH || byte === COLON || byte === POINT;
    if (at === start + SPACE_IN_INSTANT ? byte !== SPACE : !isOfInstant) return false;
  }
  return true;
}

/** A list of one text or more as JSON, none of which has an escape, and no space between them. */
export function isPlainList(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  if (bytes[at++] !== OPENING) return false;
  do {
    if (bytes[at++] !== DOUBLE_QUOTE) return false;
    for (; at < end && bytes[at] !== DOUBLE_QUOTE; at++) if (bytes[at] === BACKSLASH) return false;
    at++;
  } while (at < end && bytes[at++] === COMMA);
  return at === end && bytes[end - 1] === CLOSING;
}
