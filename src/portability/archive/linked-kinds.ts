/** Says of each kind how its table has the ids of the rows that it refers to: that is known once all kinds are. */
import { fieldOf, type Kind } from './define-kind.js';
import { linkFields, targetsOf, type LinkField } from './graph.js';
import { uuidPrefix } from './numbered-uuid.js';
import { isNumber, type StoredLink } from './storage.js';

/**
 * The kinds as they are stored in one instance; those of which there is nothing to say stay the same objects.
 * @param instance what no other instance is called; undefined where no kind has ids that are numbers
 * @throws Error where a field may lead to kinds whose ids are of several types, or to rows without an id, and where nothing says whose rows are (mistakes of the programmer)
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
  const linked = new Map<string, Kind>();
  const link = (kind: Kind): Kind => {
    const known = linked.get(kind.name);
    if (known) return known;
    const { parent, storage } = kind;
    const links: readonly (readonly [string, StoredLink])[] = [
      ...(parent && byName.has(parent.kind) ? [[parent.column, linkTo(parent.kind)] as const] : []),
      ...linkFields(kind).map((field) => [field.column, linkOf(kind, field)] as const),
    ];
    const otherwise = links.filter(([, { type }]) => isNumber(type) || type !== storage.idType);
    const through = storage.ownerColumn === undefined ? byName.get(parent?.kind ?? '') : undefined;
    const found =
      otherwise.length === 0 && !through
        ? kind
        : Object.freeze({
            ...kind,
            ...(through && { ownedThrough: link(through) }),
            storage: { ...storage, links: Object.fromEntries(otherwise) },
          });
    linked.set(kind.name, found);
    return found;
  };
  return [...byName.values()].map((kind) => {
    assertLinks(kind);
    return link(kind);
  });

  /** A row without an id is led to by nothing, and one that does not say whose it is has a parent that does. */
  function assertLinks(kind: Kind): void {
    const { name, parent, storage } = kind;
    const targets = linkFields(kind).flatMap((field) => targetsOf(field, blobKind));
    const target = [...(parent ? [parent.kind] : []), ...targets].find(
      (each) => byName.get(each)?.storage.knownBy,
    );
    if (target !== undefined) throw new Error(`${name} refers to ${target}, whose rows have no id`);
    if (storage.ownerColumn === undefined && !parent)
      throw new Error(`${name} has no parent that could say whose its rows are`);
  }
}

function withPrefix(kind: Kind, instance: string | undefined): Kind {
  if (instance === undefined || !isNumber(kind.storage.idType)) return kind;
  const { storage, name } = kind;
  return Object.freeze({ ...kind, storage: { ...storage, prefix: uuidPrefix(instance, name) } });
}
