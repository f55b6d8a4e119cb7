/** Writes one row of the database as YAML. */
import type { Kind, KindField } from './define-kind.js';
import { mediaPath } from './paths.js';
import type { YamlWriter } from './yaml/write.js';

/** PostgreSQL's text of an instant in UTC, `2026-05-31 12:00:00.5+00`, as RFC 3339. */
export const instantOf = (text: string): string => text.replace(' ', 'T').replace(/\+00(:?00)?$/, 'Z');

/**
 * Writes the fields of a row, which stand in `texts` behind its UUID and, where it nests, that of its parent; null is left out, as are empty lists and objects.
 * A media field takes three texts: the UUID, and the file name and content type that its path is made of.
 */
export function encodeFields(
  writer: YamlWriter,
  depth: number,
  kind: Kind,
  texts: readonly (string | null)[],
): void {
  let at = kind.parent ? 2 : 1;
  for (const field of kind.fields) {
    const text = texts[at++] ?? null;
    if (field.type === 'media') {
      const [fileName, contentType] = [texts[at++], texts[at++]];
      if (text !== null) writer.scalar(depth, field.key, mediaPath(text, fileName ?? '', contentType ?? ''));
    } else if (text !== null) encodeField(writer, depth, field, text);
  }
}

function encodeField(writer: YamlWriter, depth: number, field: KindField, text: string): void {
  switch (field.type) {
    case 'boolean':
      writer.scalar(depth, field.key, text === 't');
      return;
    case 'integer':
    case 'decimal':
      writer.number(depth, field.key, text);
      return;
    case 'timestamp':
      writer.scalar(depth, field.key, instantOf(text));
      return;
    case 'textList': {
      const items = JSON.parse(text) as string[];
      if (items.length > 0) writer.list(depth, field.key, items);
      return;
    }
    case 'json':
      if (text !== '{}') writer.json(depth, field.key, text);
      return;
    default:
      writer.scalar(depth, field.key, text);
  }
}
