/** A UUID in a Markdown text follows the row that it names, and everything around it stays as it was. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import type { ImportMode } from '../../src/portability/kinds.js';
import { readRows } from '../support/rows.js';
import { NOTHING, GRAPH, idOf, packGraph, rowIn, sampleGraph, type Trees } from '../support/sample.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service?.close());

const tokensAround = (one: string, other: string): string[] => [
  ...['x', 'ff', 'F', '0', '_', '-', '7-'].flatMap((more) => [
    `${more}${one}`,
    `${one}${more}`,
    more + one + more,
  ]),
  `${one}${other}`,
  `${one}-7`,
  `${one}-${other}`,
];

describe('a UUID in Markdown', () => {
  const [person, job] = [randomUUID(), randomUUID()];
  const stranger = randomUUID();
  const text = [
    `${person} at the start, [a link](${person}), <${job}>, \`${job}\`, ${person.toUpperCase()},`,
    `unknown ${stranger}, “${job}”, 人${person}人, (${person}), ${person}/${job}, é${job}.`,
    // Parts of longer tokens name something else.
    ...tokensAround(job, person),
    `cut ${person.slice(0, -1)}`,
    '```',
    `carol:${job}?x=${person}#${job}`,
    '```',
    Array.from({ length: 500 }, () => job).join(' '),
    `at the end ${person}`,
  ].join('\n');
  const TOKEN = '[0-9A-Za-z_-]';
  const whole = (id: string): RegExp => new RegExp(`(?<!${TOKEN})${id}(?!${TOKEN})`, 'gi');
  const rewritten = (newPerson: string, newJob: string): string =>
    text.replaceAll(whole(person), newPerson).replaceAll(whole(job), newJob);
  const archive = (): Promise<Buffer> =>
    packGraph(NOTHING, (trees: Trees) => {
      trees['people'] = { [person]: { givenName: 'Ada', howWeMet: person } };
      trees['jobs'] = { [job]: { company: 'Engines', description: `About ${person}.` } };
      trees['notes'] = { [randomUUID()]: { body: text, title: person } };
    });
  const read = async (user: TestUser) => {
    const rows = await readRows(service.instance.dataSource, user.id);
    return {
      person: rows['people']?.[0],
      job: rows['jobs']?.[0],
      note: rows['notes']?.[0],
    };
  };
  const expectRewritten = async (user: TestUser, kept: boolean): Promise<void> => {
    const { person: newPerson, job: newJob, note } = await read(user);
    expect([newPerson?.id === person, newJob?.id === job]).toEqual([kept, kept]);
    expect(note?.values['body']).toBe(kept ? text : rewritten(newPerson?.id ?? '', newJob?.id ?? ''));
    expect(newPerson?.values['howWeMet']).toBe(newPerson?.id);
    expect(newJob?.values['description']).toBe(`About ${newPerson?.id}.`);
    // A title is text and no Markdown.
    expect(note?.values['title']).toBe(person);
  };

  it.each<[ImportMode, boolean]>([
    ['copies', false],
    ['merge', true],
    ['replace', true],
  ])('follows what it names in %s, and nothing else changes', async (mode, kept) => {
    const user = await service.createUser();
    expect((await service.import(user, await archive(), mode)).status).toBe(200);
    await expectRewritten(user, kept);
    await service.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [user.id]);
  });

  it.each<ImportMode>(['merge', 'replace'])('follows a derived UUID in %s too', async (mode) => {
    const owner = await service.createUser();
    await service.import(owner, await archive(), 'merge');
    const user = await service.createUser();
    await service.import(user, await archive(), mode);
    await expectRewritten(user, false);
    await service.instance.dataSource.query('DELETE FROM "user" WHERE id = ANY ($1)', [[owner.id, user.id]]);
  });

  it('is every kind’s: no Markdown field is forgotten', async () => {
    const graph = sampleGraph();
    const target = idOf(graph, 'people');
    const fields = CAROL_KINDS.flatMap((kind) =>
      kind.fields.filter(({ type }) => type === 'markdown').map(({ key }) => [kind.name, key] as const),
    );
    const user = await service.createUser();
    const packed = await packGraph(graph, (trees) => {
      for (const [kind, key] of fields) rowIn(trees, graph, kind)[key] = `To ${target}.`;
    });
    await service.import(user, packed, 'copies');
    const rows = await readRows(service.instance.dataSource, user.id);
    const ids = new Set(rows['people']?.map(({ id }) => `To ${id}.`));
    for (const [kind, key] of fields) {
      const texts = rows[kind]?.map(({ values }) => values[key]) ?? [];
      expect({ kind, key, found: texts.some((value) => ids.has(String(value))) }).toEqual({
        kind,
        key,
        found: true,
      });
      expect(texts).not.toContain(`To ${target}.`);
    }
    expect(GRAPH.kinds.length).toBeGreaterThan(20);
  });
});
