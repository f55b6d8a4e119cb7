/** Every place in an archive where a UUID refers to a row, and archives with a row for each. */
import { expect } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { linkFields, type LinkField, targetsOf } from '../../src/portability/kinds.js';
import type { Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { GRAPH, idOf, cloneRow, mediaName, packGraph, rowIn, type TreeRow } from '../support/sample.js';
import type { Errors } from '../support/refusals.js';

/** Every place in an archive where a UUID refers to a row, by the kind that it leads to. */
export const LINKS = CAROL_KINDS.flatMap((kind) =>
  linkFields(kind).flatMap((field) =>
    targetsOf(field, GRAPH.blobKind).map((target) => [kind.name, field.key, target, field] as const),
  ),
);

/** Points a link of the second row of a kind at another UUID. */
function point(row: TreeRow, field: LinkField, target: string, id: string): void {
  row[field.key] = field.type === 'media' ? mediaName(id) : id;
  if (field.type === 'reference' && typeof field.target !== 'string') {
    const { by, kinds } = field.target;
    row[by] = Object.keys(kinds).find((value) => kinds[value] === target);
  }
}

/** An archive with one row for each link, which leads where `idFor` says. */
export async function linked(
  graph: Graph,
  idFor: (target: string) => string,
): Promise<{ readonly archive: Buffer; readonly rows: readonly string[] }> {
  const rows: string[] = [];
  const archive = await packGraph(graph, (trees) => {
    for (const [kind, , target, field] of LINKS) {
      const alone = GRAPH.kind(kind).singleton;
      const [row, id] = alone ? [rowIn(trees, graph, kind), idOf(graph, kind)] : cloneRow(trees, graph, kind);
      point(row, field, target, idFor(target));
      rows.push(id);
    }
  });
  return { archive, rows };
}

/** @param links of which there is one finding each, and none of the others */
export const expectEachLink = (
  errors: Errors,
  rows: readonly string[],
  code: string,
  links = LINKS,
): void => {
  LINKS.forEach((link, index) => {
    const [kind, key] = link;
    const found = errors.filter(({ pointer }) => pointer?.endsWith(`/${rows[index]}/${key}`));
    if (!links.includes(link)) return void expect(found).toEqual([]);
    expect(found).toEqual([
      expect.objectContaining({ code, file: `${GRAPH.kind(kind).area}.yaml`, line: expect.any(Number) }),
    ]);
    expect(found[0]?.line).toBeGreaterThan(1);
  });
};
