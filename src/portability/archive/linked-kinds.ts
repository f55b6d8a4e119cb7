/** Says of each kind how its table has the ids of the rows that it refers to: that is known once all kinds are. */
import { fieldOf, type Kind } from './define-kind.js';
import { linkFields, targetsOf, type LinkField } from './graph.js';
import { uuidPrefix } from './numbered-uuid.js';
import { isNumber, type StoredLink } from './storage.js';

/**
 * The kinds as they are stored in one instance; those of which there is nothing to say stay the same objects.
 * @param instance what no other instance is called; undefined where no kind has ids that are numbers
 * @throws Error where a field may lead to kinds whose ids are of several types (a mistake of the programmer)
 */
export function linkedKinds(kinds: readonly Kind[], instance: string | undefined): readonly Kind[] {
  const byName = new Map(kinds.map((kind) => [kind.name, withPrefix(kind, instance)]));
  const blobKind = kinds.find(({ blob }) => blob);
  const linkTo = (name: string): StoredLink => {
    const { idType, prefix } = (byName.get(name) as Kind).storage;
    return { type: idType, ...(prefix !== undefined && { prefix }) };
  };
  const linkOf = (kind: Kind, field: LinkField): StoredLink => {
    const targets = targetsOf(field, blobKind).filter((name) => byName.has(name));
    const [first = { type: kind.storage.idType }, ...others] = targets.map(linkTo);
    if (others.some(({ type }) => type !== first.type))
      throw new Error(`${kind.name}.${field.key} may lead to kinds whose ids are of several types`);
    if (!isNumber(first.type) || field.type !== 'reference' || typeof field.target === 'string') return first;
    const prefixes = Object.entries(field.target.kinds).map(([value, name]) => [
      value,
      linkTo(name).prefix ?? '',
    ]);
    const { column } = fieldOf(kind, field.target.by);
    return {
      type: first.type,
      prefix: { column, prefixes: Object.fromEntries(prefixes) as Record<string, string> },
    };
  };
  return [...byName.values()].map((kind) => {
    const { parent } = kind;
    const links: readonly (readonly [string, StoredLink])[] = [
      ...(parent && byName.has(parent.kind) ? [[parent.column, linkTo(parent.kind)] as const] : []),
      ...linkFields(kind).map((field) => [field.column, linkOf(kind, field)] as const),
    ];
    const otherwise = links.filter(([, { type }]) => isNumber(type) || type !== kind.storage.idType);
    if (otherwise.length === 0) return kind;
    return Object.freeze({ ...kind, storage: { ...kind.storage, links: Object.fromEntries(otherwise) } });
  });
}

function withPrefix(kind: Kind, instance: string | undefined): Kind {
  if (instance === undefined || !isNumber(kind.storage.idType)) return kind;
  const { storage, name } = kind;
  return Object.freeze({ ...kind, storage: { ...storage, prefix: uuidPrefix(instance, name) } });
}
