/** Carries out the steps of an upgrade. Values keep their places in the file that the person has; a mapping knows the keys that stand there. */
import { findEntry, flatMapEntries, madeFrom } from '../yaml/entries.js';
import type { Entry, Mapping, Node, Scalar } from '../yaml/nodes.js';
import type { Step } from './steps.js';

/** The mapping after the steps, one after the other. Pure. */
export const applySteps = (mapping: Mapping, steps: readonly Step[]): Mapping =>
  steps.reduce(applyStep, mapping);

function applyStep(mapping: Mapping, step: Step): Mapping {
  switch (step.verb) {
    case 'renameKey':
      return renamed(mapping, step.from, step.to);
    case 'dropKey':
      return withEntries(mapping, (entry) => (entry.key.value === step.key ? [] : [entry]));
    case 'splitKey': {
      const written = new Map(mapping.written);
      for (const name of step.into) written.set(name, written.get(step.key) ?? step.key);
      const entries = flatMapEntries(mapping.entries, (entry) =>
        entry.key.value === step.key ? splitEntry(entry, new RegExp(step.pattern), step.into) : [entry],
      );
      return { ...mapping, entries, written };
    }
    case 'mapValue':
      return atKey(mapping, step.key, (node) =>
        node.type === 'scalar' && Object.hasOwn(step.values, node.value)
          ? asText(node, step.values[node.value] ?? '')
          : node,
      );
    case 'replacePrefix':
      return atKey(mapping, step.key, (node) =>
        node.type === 'scalar' && node.value.startsWith(step.from)
          ? asText(node, step.to + node.value.slice(step.from.length))
          : node,
      );
    case 'within':
      return atKey(mapping, step.key, (node) => (node.type === 'map' ? applySteps(node, step.steps) : node));
    case 'inChildren':
      return atKey(mapping, step.key, (node) => eachRow(node, (row) => applySteps(row, step.steps)));
    case 'liftChildren':
      return lifted(mapping, step);
    case 'nestChildren':
      return nested(mapping, step);
  }
}

const withEntries = (mapping: Mapping, change: (entry: Entry) => readonly Entry[]): Mapping => ({
  ...mapping,
  entries: flatMapEntries(mapping.entries, change),
});

const atKey = (mapping: Mapping, key: string, change: (node: Node) => Node): Mapping =>
  withEntries(mapping, (entry) => [
    entry.key.value === key ? { ...entry, value: change(entry.value) } : entry,
  ]);

/** The value of each entry that is a mapping. */
const eachRow = (node: Node, change: (row: Mapping) => Mapping): Node =>
  node.type === 'map'
    ? withEntries(node, (entry) => [
        entry.value.type === 'map' ? { ...entry, value: change(entry.value) } : entry,
      ])
    : node;

/** Whether the key is there or not: it may be told that it is missing. */
function renamed(mapping: Mapping, from: string, to: string): Mapping {
  const written = new Map(mapping.written);
  written.set(to, written.get(from) ?? from);
  return {
    ...mapping,
    entries: flatMapEntries(mapping.entries, (entry) => [
      entry.key.value === from ? { ...entry, key: { ...entry.key, value: to } } : entry,
    ]),
    written,
  };
}

const asText = (at: Scalar, value: string): Scalar => ({ ...at, value, style: 'quoted', tag: 'str' });

function splitEntry({ key, value }: Entry, pattern: RegExp, into: readonly string[]): readonly Entry[] {
  const first = { key: { ...key, value: into[0] ?? key.value }, value };
  if (value.type !== 'scalar' || value.tag === 'null') return [first];
  const found = pattern.exec(value.value);
  if (!found) return [first];
  return into.flatMap((name, index) => {
    const part = found[index + 1];
    return part === undefined ? [] : [{ key: { ...key, value: name }, value: asText(value, part) }];
  });
}

/** The entries of `before`, then the others. */
const concat = (before: Iterable<Entry>, others: Iterable<Entry>): Iterable<Entry> =>
  madeFrom(before, function* () {
    yield* before;
    yield* others;
  });

/** The mapping under the key with more rows; made, at the place of the first of them, where there is none. */
function withRows(mapping: Mapping, key: string, rows: Iterable<Entry>): Mapping {
  const [first] = rows;
  if (!first) return mapping;
  if (findEntry(mapping, key))
    return atKey(mapping, key, (node) =>
      node.type === 'map' ? { ...node, entries: concat(node.entries, rows) } : node,
    );
  const { line, column } = first.key;
  const made: Entry = {
    key: { ...first.key, value: key },
    value: { type: 'map', entries: rows, line, column },
  };
  return { ...mapping, entries: concat(mapping.entries, [made]) };
}

/** The mapping that a row has under a key. */
function nestOf({ value }: Entry, key: string): Mapping | undefined {
  const found = value.type === 'map' ? findEntry(value, key)?.value : undefined;
  return found?.type === 'map' ? found : undefined;
}

const withoutKey = (mapping: Mapping, key: string): Mapping =>
  withEntries(mapping, (entry) => (entry.key.value === key ? [] : [entry]));

function lifted(
  mapping: Mapping,
  { from: [parents, children], to, parentKey }: Extract<Step, { verb: 'liftChildren' }>,
): Mapping {
  const rows = madeFrom(mapping.entries, function* () {
    const node = findEntry(mapping, parents)?.value;
    if (node?.type !== 'map') return;
    for (const parent of node.entries) {
      const name = asText(parent.key, parent.key.value);
      const withName = (row: Entry, fields: Mapping): Entry => ({
        ...row,
        value: {
          ...fields,
          entries: concat(fields.entries, [{ key: { ...row.key, value: parentKey }, value: name }]),
        },
      });
      for (const row of nestOf(parent, children)?.entries ?? [])
        yield row.value.type === 'map' ? withName(row, row.value) : row;
    }
  });
  const without = atKey(mapping, parents, (node) =>
    node.type === 'map'
      ? withEntries(node, (parent) =>
          parent.value.type === 'map' && nestOf(parent, children)
            ? [{ ...parent, value: withoutKey(parent.value, children) }]
            : [parent],
        )
      : node,
  );
  return withRows(without, to, rows);
}

/** What is nested anew is in memory all at once. */
function nested(
  mapping: Mapping,
  { from, to: [parents, children], parentKey }: Extract<Step, { verb: 'nestChildren' }>,
): Mapping {
  const rows = findEntry(mapping, from)?.value;
  const there = findEntry(mapping, parents)?.value;
  if (rows?.type !== 'map' || there?.type !== 'map') return mapping;
  const byParent = new Map<string, Entry[]>();
  const left: Entry[] = [];
  const known = new Set(Array.from(there.entries, ({ key }) => key.value.toLowerCase()));
  for (const row of rows.entries) {
    const named = row.value.type === 'map' ? findEntry(row.value, parentKey)?.value : undefined;
    const parent = named?.type === 'scalar' ? named.value.toLowerCase() : '';
    if (row.value.type !== 'map' || !known.has(parent)) {
      left.push(row);
      continue;
    }
    const siblings = byParent.get(parent);
    const without = { ...row, value: withoutKey(row.value, parentKey) };
    if (siblings) siblings.push(without);
    else byParent.set(parent, [without]);
  }
  const moved = atKey(mapping, parents, (node) =>
    node.type !== 'map'
      ? node
      : withEntries(node, (parent) => [
          parent.value.type === 'map'
            ? {
                ...parent,
                value: withRows(parent.value, children, byParent.get(parent.key.value.toLowerCase()) ?? []),
              }
            : parent,
        ]),
  );
  return withEntries(moved, (entry) => {
    if (entry.key.value !== from || entry.value.type !== 'map') return [entry];
    // A row whose parent is not there stays, to be told as one that has no place.
    return left.length === 0 ? [] : [{ ...entry, value: { ...entry.value, entries: left } }];
  });
}
