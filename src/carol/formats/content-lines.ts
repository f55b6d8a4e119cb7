/** The lines that vCard and iCalendar are made of (RFC 6350, 3.2 and 3.3; RFC 5545, 3.1): a name, a value, folded. */

const LINE_OCTETS = 75;
const END = '\r\n';
const FOLD = `${END} `;

/** What ends a line for some reader: a value that held it raw could go on as a property of its own there. */
const LINE_BREAKS = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;
/** What neither format may hold. */

const CONTROLS = /[\0-\x08\x0e-\x1f\x7f-\x9f]/g;
const NEEDS_CARE = /[\\,;\0-\x08\n-\x1f\x7f-\x9f\u2028\u2029]/;

/**
 * The value of a property of vCard that is text. Line breaks of any script are kept as line breaks; other controls are dropped.
 * @example escapeText('Zürich, Bahnhof') // 'Zürich\\, Bahnhof'
 */
export function escapeText(text: string): string {
  return NEEDS_CARE.test(text)
    ? text.replace(/[\\,]/g, '\\$&').replace(LINE_BREAKS, '\\n').replace(CONTROLS, '')
    : text;
}

/**
 * The same where semicolons part values: in every text of iCalendar, and in what vCard calls structured.
 * @example escapePart('Hof 3; links') // 'Hof 3\\; links'
 */
export const escapePart = (text: string): string => escapeText(text).replaceAll(';', '\\;');

/**
 * A text without line breaks, for where readers take one line alone.
 * @example oneLine('Ada\nLovelace') // 'Ada Lovelace'
 */
export const oneLine = (text: string): string => text.replace(LINE_BREAKS, ' ');

/**
 * A line with its end, folded so that none is longer than 75 octets and no character is cut.
 * @param property its name, with group and parameters
 * @param value escaped as its type asks
 * @example contentLine('FN', escapeText('Ada Lovelace')) // 'FN:Ada Lovelace\r\n'
 */
export function contentLine(property: string, value: string): string {
  const line = `${property}:${value}`;
  const octets = Buffer.byteLength(line);
  if (octets <= LINE_OCTETS) return line + END;
  return (octets === line.length ? foldAscii(line) : foldAny(line)) + END;
}

function foldAscii(line: string): string {
  const pieces = [line.slice(0, LINE_OCTETS)];
  // The space that a line goes on after is one of its octets.
  for (let at = LINE_OCTETS; at < line.length; at += LINE_OCTETS - 1)
    pieces.push(line.slice(at, at + LINE_OCTETS - 1));
  return pieces.join(FOLD);
}

function foldAny(line: string): string {
  const pieces: string[] = [];
  let start = 0;
  let room = LINE_OCTETS;
  for (let at = 0; at < line.length;) {
    const code = line.codePointAt(at) ?? 0;
    const octets = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (octets > room) {
      pieces.push(line.slice(start, at));
      start = at;
      room = LINE_OCTETS - 1;
    }
    room -= octets;
    at += code < 0x10000 ? 1 : 2;
  }
  pieces.push(line.slice(start));
  return pieces.join(FOLD);
}
