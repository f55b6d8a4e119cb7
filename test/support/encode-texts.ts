/** Writes rows as YAML from texts alone: the plain way, which what an export does with bytes is held against. */
import type { Kind, KindField } from '../../src/portability/archive/define-kind.js';
import { instantOf, itemSpelling } from '../../src/portability/archive/item-spelling.js';
import { ORIGIN } from '../../src/portability/archive/origin.js';
import { VALUE_FORMATS, yamlNumber } from '../../src/portability/archive/value-formats.js';
import { mediaPath } from '../../src/portability/archive/paths.js';
import type { YamlWriter } from '../../src/portability/archive/yaml/write.js';

/** The texts of a row as they are selected: its UUID, where it nests that of its parent, its origin, those of its fields. */
export type RowTexts = readonly (string | null)[];

export function writeTexts(writer: YamlWriter, depth: number, kind: Kind, texts: RowTexts): void {
  writer.mapKey(depth, texts[0] ?? '');
  let at = kind.parent ? 2 : 1;
  const origin = texts[at++] ?? null;
  if (origin !== null) writer.scalar(depth + 1, ORIGIN.key, origin);
  for (const field of kind.fields) {
    const text = texts[at++] ?? null;
    if (field.type === 'media') {
      const [fileName, contentType] = [texts[at++], texts[at++]];
      if (text !== null)
        writer.scalar(depth + 1, field.key, mediaPath(text, fileName ?? '', contentType ?? ''));
    } else if (text !== null) writeValue(writer, depth + 1, field, text);
  }
}

function writeValue(writer: YamlWriter, depth: number, field: KindField, text: string): void {
  switch (field.type) {
    case 'boolean':
      return writer.scalar(depth, field.key, text === 't');
    case 'integer':
    case 'decimal':
      return writer.number(depth, field.key, text);
    case 'timestamp':
      return writer.scalar(depth, field.key, instantOf(text));
    case 'textList': {
      const items = JSON.parse(text) as string[];
      return items.length > 0 ? writer.list(depth, field.key, items) : undefined;
    }
    case 'list': {
      const items = JSON.parse(text) as (string | null)[];
      return items.length > 0 || field.nullable
        ? writer.tokens(depth, field.key, items, itemSpelling(field.item))
        : undefined;
    }
    case 'value':
      return VALUE_FORMATS[field.format].isNumber
        ? writer.token(depth, field.key, yamlNumber(text))
        : writer.scalar(depth, field.key, text);
    case 'json':
      return text === '{}' ? undefined : writer.json(depth, field.key, text);
    default:
      return writer.scalar(depth, field.key, text);
  }
}
