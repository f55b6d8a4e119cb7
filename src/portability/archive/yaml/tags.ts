/** Explicit tags: their full spelling, and what a scalar becomes by one. */
import type { DocumentEvent, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';
import type { ScalarTag } from './nodes.js';
import { resolvePlain } from './resolve-plain.js';

const CORE = 'tag:yaml.org,2002:';
const CORE_SCALAR = /^tag:yaml\.org,2002:(str|int|float|bool|null)$/;

export const MAP_TAG = `${CORE}map`;
export const SEQ_TAG = `${CORE}seq`;
/** The tag that only says: not by its looks. */
export const NON_SPECIFIC = '!';

/** What the document's directives let handles stand for. */
export const tagHandles = (document: DocumentEvent): ReadonlyMap<string, string> =>
  new Map(document.directives.flatMap((each) => (each.kind === 'tag' ? [[each.handle, each.prefix]] : [])));

/** The tag with its handle written out (YAML 1.2.2, section 6.9.1). */
export function fullTag(
  source: string,
  event: ScalarEvent | MappingEvent | SequenceEvent,
  handles: ReadonlyMap<string, string>,
): string {
  const raw = source.slice(event.tagStart, event.tagEnd);
  if (raw === NON_SPECIFIC) return raw;
  if (raw.startsWith('!<')) return raw.slice(2, -1);
  const end = raw.indexOf('!', 1);
  const handle = end === -1 ? '!' : raw.slice(0, end + 1);
  return (handles.get(handle) ?? (handle === '!!' ? CORE : handle)) + raw.slice(handle.length);
}

/** What a scalar becomes by an explicit tag in its full spelling; undefined when tag and text do not go together. */
export function resolveTagged(tag: string, text: string): ScalarTag | undefined {
  if (tag === NON_SPECIFIC) return 'str';
  const wanted = CORE_SCALAR.exec(tag)?.[1] as ScalarTag | undefined;
  if (wanted === undefined || wanted === 'str') return wanted;
  const found = resolvePlain(text);
  return found === wanted || (wanted === 'float' && found === 'int') ? wanted : undefined;
}
