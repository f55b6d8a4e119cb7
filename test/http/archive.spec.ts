/** An export, looked at from outside: what real tools and a JSON Schema validator find. */
import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { load } from 'js-yaml';
import { CAROL_COMPANIONS } from '../../src/carol/companions/index.js';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { companionPaths, type KindField } from '../../src/portability/kinds.js';
import { readFiles, timelessFiles } from '../support/archive-files.js';
import type { Graph, GraphRow } from '../../src/portability/testing/graph-arbitrary.js';
import type { FieldValue } from '../../src/portability/testing/field-arbitraries.js';
import { readTree } from '../support/foreign-archive.js';
import { installed } from '../support/installed.js';
import { graphOf, userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { rawHeaders } from '../support/tar-headers.js';
import { ALL_KINDS, AREAS, countTree, eachRow } from '../support/tree.js';
import { createFolder } from '../support/unpacked.js';

let service: TestService;
let graph: Graph;
let user: TestUser;
let archive: Buffer;
let files: ReadonlyMap<string, Buffer>;
const textOf = (path: string): string => (files.get(path) ?? '').toString();
const sql = <Row>(text: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.instance.dataSource.query(text, parameters) as Promise<Row[]>;

beforeAll(async () => {
  service = await startTestService();
  graph = graphOf(11);
  user = await userWith(service, graph);
  archive = await service.export(user);
  files = await readFiles(archive);
});
afterAll(() => service?.close());

describe('the tree', () => {
  const tools = installed('sha256sum', 'coreutils') && installed('tar', 'tar') ? it : it.skip;
  tools('is what SHA256SUMS says, checked by sha256sum in what tar extracts', async () => {
    const folder = await createFolder();
    try {
      await folder.write([['export.tar.gz', archive]]);
      folder.run('tar', '-xzf', 'export.tar.gz');
      folder.run('rm', 'export.tar.gz');
      const checked = folder.run('sha256sum', '--strict', '-c', 'SHA256SUMS').toString().trim().split('\n');
      const found = folder.run('find', '.', '-type', 'f').toString().trim().split('\n');
      // Every file but SHA256SUMS itself, and nothing else.
      expect(checked.map((line) => line.replace(/: OK$/, '')).sort()).toEqual(
        found
          .map((path) => path.replace('./', ''))
          .filter((path) => path !== 'SHA256SUMS')
          .sort(),
      );
    } finally {
      await folder.remove();
    }
  });

  it('has its entries in order: manifest.yaml first, SHA256SUMS last', () => {
    const media = (graph.rows['media'] ?? []).map(({ id }) => id);
    const paths = [...files.keys()];
    const mediaPaths = paths.filter((path) => path.startsWith('media/'));
    expect(paths).toEqual([
      'manifest.yaml',
      'README.md',
      ...AREAS.map((area) => `${area}.yaml`),
      ...mediaPaths,
      'schema/manifest.schema.json',
      ...AREAS.map((area) => `schema/${area}.schema.json`),
      ...paths.filter(companionPaths(CAROL_COMPANIONS.flatMap((companion) => companion.files))),
      'SHA256SUMS',
    ]);
    expect(mediaPaths.map((path) => path.slice(6, 42)).sort()).toEqual(media.sort());
    for (const [id, bytes] of graph.files) {
      expect(files.get(mediaPaths.find((path) => path.includes(id)) ?? '')?.equals(bytes)).toBe(true);
    }
  });

  it('tells nothing of the machine: owner 0, mode 0644, the time of the export, no time and no name in gzip', () => {
    const { exportedAt } = load(textOf('manifest.yaml')) as { exportedAt: string };
    const mtime = Math.floor(Date.parse(exportedAt) / 1000);
    expect(Math.abs(Date.now() / 1000 - mtime)).toBeLessThan(600);
    const headers = rawHeaders(gunzipSync(archive));
    expect(headers.map(({ name }) => name)).toEqual([...files.keys()]);
    for (const { name, size, ...rest } of headers) {
      expect({ name, ...rest }).toEqual({
        name,
        mode: '000644',
        uid: 0,
        gid: 0,
        mtime,
        type: '0',
        userName: '',
        groupName: '',
      });
      expect(size).toBe(files.get(name)?.length);
    }
    // RFC 1952: magic, deflate, no flags, no time.
    expect(archive.subarray(0, 8).toString('hex')).toBe('1f8b080000000000');
  });

  it('is the same but for the time when nothing has changed', async () => {
    const again = await timelessFiles(await service.export(user));
    expect(again).toEqual(await timelessFiles(archive));
  });
});

describe('the files', () => {
  it.each(['manifest', ...AREAS])(
    '%s.yaml names its schema, meets it, and would not if it were wrong',
    (name) => {
      const text = textOf(`${name}.yaml`);
      expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=schema/${name}.schema.json`);
      expect(text.endsWith('\n') && !text.includes('\r')).toBe(true);

      const validate = new Ajv2020({ allErrors: true, strict: true }).compile(
        JSON.parse(textOf(`schema/${name}.schema.json`)) as object,
      );
      const value = load(text) as Record<string, object>;
      expect(validate(value) ? [] : validate.errors).toEqual([]);
      const [key = ''] = Object.keys(value);
      const inside =
        name === 'manifest' ? { ...value, what: 1 } : { ...value, [key]: { ...value[key], what: 1 } };
      expect(validate(inside)).toBe(false);
      expect(validate({ ...value, 'no-uuid': {} })).toBe(false);
    },
  );

  it('count what is there', async () => {
    const { counts, media } = load(textOf('manifest.yaml')) as { counts: object; media: object };
    expect(counts).toEqual(countTree(await readTree(archive)));
    expect(counts).toEqual(
      Object.fromEntries(ALL_KINDS.map((kind) => [kind, graph.rows[kind]?.length ?? 0])),
    );
    const blobs = [...graph.files.values()];
    expect(media).toEqual({ files: blobs.length, bytes: blobs.reduce((sum, { length }) => sum + length, 0) });
  });

  it('say of every row what the tables hold, to the letter', async () => {
    const rows = new Map(
      Object.values(graph.rows).flatMap((list) => list.map((row) => [row.id, row] as const)),
    );
    const seen = new Set<string>();
    eachRow(await readTree(archive), (name, id, row) => {
      const kind = CAROL_KINDS.find((candidate) => candidate.name === name);
      const source = rows.get(id) as GraphRow;
      seen.add(id);
      for (const field of kind?.fields ?? []) {
        const expected = archived(field, source.values[field.key] ?? null);
        const found =
          field.type === 'media' ? String(row[field.key] ?? '').slice(6, 42) || undefined : row[field.key];
        expect([name, id, field.key, found]).toEqual([name, id, field.key, expected]);
      }
    });
    expect(seen.size).toBe(rows.size);
  });

  it('keep microseconds, numerics and JSON numbers of any length as digits', async () => {
    const [person, section] = [
      graph.rows['people']?.[0]?.id ?? '',
      graph.rows['skillSections']?.[0]?.id ?? '',
    ];
    const instants = [
      '0001-01-01T00:00:00Z',
      '1969-12-31T23:59:59.999999Z',
      '2026-03-29T01:00:00.000001Z',
      '9999-12-31T23:59:59.1Z',
    ];
    for (const instant of instants) {
      await sql(
        `INSERT INTO person_interaction (id, user_id, person_id, occurred_at, channel, summary) VALUES ($1, $2, $3, $4, 'exact', '')`,
        [randomUUID(), user.id, person, instant],
      );
    }
    for (const years of ['0.1', '0.3', '2.3', '-999.9', '100.0']) {
      await sql(`INSERT INTO skill (id, user_id, section_id, name, years) VALUES ($1, $2, $3, 'exact', $4)`, [
        randomUUID(),
        user.id,
        section,
        years,
      ]);
    }
    const digits = `${'9'.repeat(60)}.${'1'.repeat(60)}`;
    await sql(`UPDATE person SET custom_fields = $2::jsonb WHERE id = $1`, [
      person,
      `{"long": ${digits}, "one": 1.0}`,
    ]);

    const after = await readFiles(await service.export(user));
    const people = (after.get('people.yaml') ?? '').toString();
    for (const instant of instants) expect(people).toContain(`occurredAt: '${instant}'\n`);
    expect(people).toContain(`one: 1.0\n`);
    expect(people).toContain(`long: ${digits}\n`);
    const skills = (after.get('skills.yaml') ?? '').toString();
    expect([...skills.matchAll(/name: exact\n +years: (.*)\n/g)].map(([, years]) => years).sort()).toEqual(
      ['0.1', '0.3', '2.3', '-999.9', '100.0'].sort(),
    );
    const schema = JSON.parse((after.get('schema/skills.schema.json') ?? '').toString()) as object;
    const validate = new Ajv2020({ strict: true }).compile(schema);
    expect(validate(load(skills)) ? null : validate.errors).toBeNull();
  });
});

/** A value as js-yaml reads it from an archive; undefined where it is left out. */
function archived(field: KindField, value: FieldValue): unknown {
  if (value === null || (Array.isArray(value) && value.length === 0)) return undefined;
  if (field.type === 'decimal') return Number(value);
  if (field.type === 'json') return value === '{}' ? undefined : (JSON.parse(String(value)) as unknown);
  return value;
}
