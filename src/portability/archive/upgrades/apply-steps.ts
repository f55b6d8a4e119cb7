/** Carries out the steps of an upgrade. Values keep their places in the file that the person has; a mapping knows the keys that stand there. */
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
      const entries = mapping.entries.flatMap((entry) =>
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
  entries: mapping.entries.flatMap(change),
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
    entries: mapping.entries.map((entry) =>
      entry.key.value === from ? { ...entry, key: { ...entry.key, value: to } } : entry,
    ),
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

const find = (mapping: Mapping, key: string): Entry | undefined =>
  mapping.entries.find((entry) => entry.key.value === key);

/** The mapping under the key with more rows; made, at the place of the first of them, where there is none. */
function withRows(mapping: Mapping, key: string, rows: readonly Entry[]): Mapping {
  const [first] = rows;
  if (!first) return mapping;
  const there = find(mapping, key);
  if (there)
    return atKey(mapping, key, (node) =>
      node.type === 'map' ? { ...node, entries: [...node.entries, ...rows] } : node,
    );
  const { line, column } = first.key;
  return {
    ...mapping,
    entries: [
      ...mapping.entries,
      { key: { ...first.key, value: key }, value: { type: 'map', entries: rows, line, column } },
    ],
  };
}

function lifted(
  mapping: Mapping,
  { from: [parents, children], to, parentKey }: Extract<Step, { verb: 'liftChildren' }>,
): Mapping {
  const rows: Entry[] = [];
  const without = atKey(mapping, parents, (node) => {
    if (node.type !== 'map') return node;
    return withEntries(node, (parent) => {
      if (parent.value.type !== 'map') return [parent];
      const nest = find(parent.value, children)?.value;
      if (nest?.type !== 'map') return [parent];
      for (const row of nest.entries)
        rows.push({
          ...row,
          value:
            row.value.type === 'map'
              ? {
                  ...row.value,
                  entries: [
                    ...row.value.entries,
                    { key: { ...row.key, value: parentKey }, value: asText(parent.key, parent.key.value) },
                  ],
                }
              : row.value,
        });
      return [
        {
          ...parent,
          value: withEntries(parent.value, (entry) => (entry.key.value === children ? [] : [entry])),
        },
      ];
    });
  });
  return withRows(without, to, rows);
}

function nested(
  mapping: Mapping,
  { from, to: [parents, children], parentKey }: Extract<Step, { verb: 'nestChildren' }>,
): Mapping {
  const rows = find(mapping, from)?.value;
  const there = find(mapping, parents)?.value;
  if (rows?.type !== 'map' || there?.type !== 'map') return mapping;
  const byParent = new Map<string, Entry[]>();
  const left: Entry[] = [];
  const known = new Set(there.entries.map(({ key }) => key.value.toLowerCase()));
  for (const row of rows.entries) {
    const named = row.value.type === 'map' ? find(row.value, parentKey)?.value : undefined;
    const parent = named?.type === 'scalar' ? named.value.toLowerCase() : '';
    if (row.value.type !== 'map' || !known.has(parent)) {
      left.push(row);
      continue;
    }
    const without = withEntries(row.value, (entry) => (entry.key.value === parentKey ? [] : [entry]));
    byParent.set(parent, [...(byParent.get(parent) ?? []), { ...row, value: without }]);
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
