/** A preview row by row tells what changes in a row: each field of each kind, with its value here and in the archive. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import type { PreviewItem } from '../../src/portability/index.js';
import type { KindField } from '../../src/portability/kinds.js';
import { idOf, mediaName, packGraph, plainValue, rowIn, sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service?.close());

const find = (items: readonly PreviewItem[], kind: string, id?: string): PreviewItem | undefined =>
  items.find((item) => item.kind === kind && (id === undefined || item.id === id));

/** Another value than `plainValue(field, 0)`. */
const otherValue = (field: KindField): unknown => {
  switch (field.type) {
    case 'choice':
      return field.values[1];
    case 'boolean':
      return true;
    case 'integer':
      return 7;
    case 'decimal':
      return 2.5;
    case 'date':
      return '2025-06-07';
    case 'partialDate':
      return '--06-07';
    case 'timestamp':
      return '2025-06-07T08:09:10.123456Z';
    case 'textList':
      return ['one', 'three'];
    case 'json':
      return { a: 2, 'b/c': ['~'] };
    default:
      return `other ${field.key}`;
  }
};

describe('an update', () => {
  const graph = sampleGraph();
  const isPlain = (field: KindField): boolean => !['reference', 'media', 'digest'].includes(field.type);
  let items: readonly PreviewItem[];
  beforeAll(async () => {
    const user = await userWith(service, graph);
    const archive = await packGraph(graph, (trees) => {
      for (const kind of CAROL_KINDS.filter(({ blob }) => !blob)) {
        const row = rowIn(trees, graph, kind.name);
        for (const field of kind.fields.filter(isPlain)) row[field.key] = otherValue(field);
        for (const field of kind.fields.filter(({ type }) => type === 'media'))
          row[field.key] = mediaName(idOf(graph, 'media', 1));
      }
      delete rowIn(trees, graph, 'notes')['subjectType'];
      delete rowIn(trees, graph, 'notes')['subjectId'];
      rowIn(trees, graph, 'jobs')['organizationId'] = idOf(graph, 'organizations', 1);
    });
    ({ items } = await service.items(user, archive, 'merge'));
  });

  it.each(CAROL_KINDS.filter(({ blob }) => !blob).map((kind) => [kind.name, kind] as const))(
    'of %s tells each field with its value here and there',
    (name, kind) => {
      const item = find(items, name, idOf(graph, name));
      expect(item).toMatchObject({ effect: 'update', location: { line: expect.any(Number) } });
      for (const field of kind.fields.filter(isPlain)) {
        if (field.key === 'subjectType' || field.type === 'json') continue;
        const plain = plainValue(field);
        const from = field.type === 'decimal' ? Number(plain) : plain;
        expect(item?.changes).toContainEqual({ field: field.key, from, to: otherValue(field) });
      }
      for (const field of kind.fields.filter(({ type }) => type === 'media')) {
        const { byteSize: size, fileName, contentType: type } = graph.rows['media']?.[0]?.values ?? {};
        expect(item?.changes).toContainEqual({
          field: field.key,
          from: { name: fileName, type, size },
          to: { name: 'picture 1.png', type, size: graph.rows['media']?.[1]?.values['byteSize'] },
        });
      }
    },
  );

  it('tells JSON by what differs in it, references by UUID and name, what is no longer there as null', () => {
    expect(find(items, 'people', idOf(graph, 'people'))?.changes).toEqual(
      expect.arrayContaining([
        { field: 'customFields', pointer: '/a', from: 1, to: 2 },
        { field: 'customFields', pointer: '/b~1c', from: null, to: '["~"]' },
      ]),
    );
    const organizations = [idOf(graph, 'organizations'), idOf(graph, 'organizations', 1)];
    expect(find(items, 'jobs')?.changes).toContainEqual({
      field: 'organizationId',
      from: organizations[0],
      to: organizations[1],
      labels: { from: 'plain name 0', to: 'plain name 1' },
    });
    expect(find(items, 'notes')?.changes).toContainEqual({
      field: 'subjectId',
      from: idOf(graph, 'people'),
      to: null,
      labels: { from: 'plain givenName 0 plain familyName 0', to: null },
    });
    expect(find(items, 'notes')?.changes).toContainEqual({ field: 'subjectType', from: 'person', to: null });
  });
});

it('tells long texts from a little before the first difference on', async () => {
  const graph = sampleGraph();
  const user = await userWith(service, graph);
  const [a, b] = ['a'.repeat(9_000), 'b'.repeat(300)];
  const table: readonly (readonly [string, string, string, string])[] = [
    ['x'.repeat(100), `${'x'.repeat(99)}y`, 'x'.repeat(100), `${'x'.repeat(99)}y`],
    [`${a.slice(0, 500)}${b}`, a.slice(0, 520), `…${'a'.repeat(40)}${'b'.repeat(160)}…`, `…${'a'.repeat(60)}`],
    [`${a}1`, `${a}2`, `${'a'.repeat(200)}…`, `${'a'.repeat(200)}…`],
    [`${'x'.repeat(199)}😀${b}`, 'z', `${'x'.repeat(199)}…`, 'z'],
  ]; // prettier-ignore
  for (const [here, there, from, to] of table) {
    await service.instance.dataSource.query('UPDATE note SET body = $2 WHERE id = $1', [
      idOf(graph, 'notes'),
      here,
    ]);
    const archive = await packGraph(graph, (trees) => (rowIn(trees, graph, 'notes')['body'] = there));
    const { items } = await service.items(user, archive, 'merge');
    expect(items.map(({ changes }) => changes)).toEqual([[{ field: 'body', from, to }]]);
  }
});
