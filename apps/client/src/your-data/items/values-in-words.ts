/** What a field holds, before and after, as a person would say it. */
import type { TFunction } from 'i18next';
import { FIELDS } from '../../api/kinds';
import type { FieldChange } from '../../api/types';
import type { en } from '../../i18n/en';
import { bytesInWords } from '../../i18n/words';

/** A new field may have no words yet. */
type FieldInWords = keyof typeof en.account.fields;
export const isKnownField = (key: string): key is FieldInWords => (FIELDS as readonly string[]).includes(key);

/** The name of a field; of one that this client does not know, its key in words. Within JSON also what differs there. */
export function fieldInWords(
  t: TFunction,
  { field, pointer }: Pick<FieldChange, 'field' | 'pointer'>,
): string {
  const name = isKnownField(field)
    ? t(`account.fields.${field}`, { defaultValue: inWords(field) })
    : inWords(field);
  return pointer === undefined || pointer === '' ? name : `${name}, ${pointerInWords(pointer)}`;
}

/** Before and after; of what a field leads to, its name. */
export function changeInWords(
  t: TFunction,
  { from, to, labels }: FieldChange,
): { readonly from: string; readonly to: string } {
  return { from: labels?.from ?? valueInWords(t, from), to: labels?.to ?? valueInWords(t, to) };
}

function valueInWords(t: TFunction, value: unknown): string {
  if (value === null || value === undefined || value === '') return t('account.yourData.items.nothing');
  if (typeof value === 'boolean') return t(`account.yourData.items.${value ? 'yes' : 'no'}`);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map((part) => valueInWords(t, part)).join('; ');
  if (isFile(value)) return `${value.name}, ${bytesInWords(t, value.size)}`;
  if (typeof value !== 'string') return JSON.stringify(value);
  if (UUID.test(value)) return t('account.yourData.items.anotherEntry', { id: value.slice(0, 8) });
  return INSTANT.test(value) ? t('account.yourData.items.instant', { when: new Date(value) }) : value;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

const isFile = (value: unknown): value is { readonly name: string; readonly size: number } =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  'size' in value &&
  typeof value.name === 'string' &&
  typeof value.size === 'number';

/** `repositoryUrl` → `Repository url` */
function inWords(key: string): string {
  const words = key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A JSON Pointer (RFC 6901) as a path: `/pets/0/name` → `pets › 0 › name`. */
const pointerInWords = (pointer: string): string =>
  pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join(' › ');
