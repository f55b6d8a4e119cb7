/** What PostgreSQL prints of a value that it was given: the text that an export would read. */
import type { Field, ItemField } from './fields.js';
import { arrayItems } from './staged-row.js';

/** @param staged a decoded value, as it goes into the database; lists come out as an export selects them, as JSON */
export function databaseText(field: Field, staged: string): string {
  switch (field.type) {
    case 'boolean':
      return staged === 'true' ? 't' : 'f';
    case 'decimal':
      return numericText(staged, field.scale);
    case 'timestamp':
      return instantText(staged);
    case 'textList':
      return JSON.stringify(arrayItems(staged));
    case 'list':
      return JSON.stringify(arrayItems(staged).map((item) => item && itemText(field.item, item)));
    default:
      return staged;
  }
}

/** An item as it comes out among texts: there a truth is a word. */
const itemText = (item: ItemField, staged: string): string =>
  item.type === 'boolean' ? staged : databaseText(item, staged);

/** A number that fits its column, with all digits of the scale; there is no negative zero. */
function numericText(token: string, scale: number): string {
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(token) ?? [];
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  const minus = sign === '-' && /[1-9]/.test(whole + fraction) ? '-' : '';
  return `${minus}${digits}${scale > 0 ? `.${fraction.padEnd(scale, '0').slice(0, scale)}` : ''}`;
}

const INSTANT = /^(.{10}).(.{8})(?:\.(\d+))?([Zz]|[+-]\d{2}(?::?\d{2})?)$/;

/** `2026-05-31 12:00:00.5+00` */
function instantText(text: string): string {
  const [, day = '', time = '', fraction = '', zone = ''] = INSTANT.exec(text) ?? [];
  const offset = /^([+-]\d{2}):?(\d{2})?$/.exec(zone);
  const utc = new Date(`${day}T${time}${offset ? `${offset[1]}:${offset[2] ?? '00'}` : 'Z'}`);
  const digits = fraction.replace(/0+$/, '');
  return `${utc.toISOString().slice(0, 19).replace('T', ' ')}${digits === '' ? '' : `.${digits}`}+00`;
}
