/** What it means that a row of an archive leaves a key out, or gives null for it. */
import type { Kind, KindField } from './define-kind.js';

/**
 * `required`: it must not. `default`: the field's own. `empty`: an empty list or object. `exportedAt`: when the archive was
 * made. `file`: what the media file itself says.
 */
export type LeftOut = 'required' | 'null' | 'default' | 'empty' | 'exportedAt' | 'file';

/** @example const required = books.fields.filter((field) => defaultWhenAbsent(books, field) === 'required'); */
export function defaultWhenAbsent({ blob }: Kind, field: KindField): LeftOut {
  if (field.default !== undefined) return 'default';
  if (!field.nullable && ['textList', 'list', 'json'].includes(field.type)) return 'empty';
  if (field.key === 'createdAt' || field.key === 'updatedAt') return 'exportedAt';
  if (blob && [blob.byteSize, blob.sha256, blob.contentType].includes(field.key)) return 'file';
  return field.nullable ? 'null' : 'required';
}
