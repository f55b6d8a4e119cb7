/** What could not be imported again is not exported: it is refused before the first byte, where that can be known, and names the rows. */
import { describe, expect, it } from '@jest/globals';
import type { ImportLimits } from '../../src/portability/index.js';
import { readFiles } from '../support/archive-files.js';
import { refusedExport } from '../support/refused-export.js';
import { GRAPH, sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { allClosed, serviceWith, useLimits } from './limited-service.js';

useLimits();

describe('An export that could not be imported again', () => {
  it.each<readonly [limit: keyof ImportLimits, value: number, named: string, kinds: readonly string[]]>([
    ['rows', 10, 'rows', []],
    ['entries', 20, 'entries', []],
    ['manifestBytes', 200, 'entryBytes', []],
    ['mediaBytes', 10, 'entryBytes', ['media']],
    ['decompressedBytes', 100_000, 'decompressedBytes', ['projects']],
    ['areaBytes', 200, 'yamlBytes', ['profile']],
    ['yamlBytes', 2_000, 'yamlBytes', ['projects']],
    ['stringBytes', 20, 'stringBytes', ['projects']],
    ['yamlDepth', 5, 'depth', []],
  ])('for its %s of %d is refused before it begins, and names the rows', async (limit, value, named, kinds) => {
    const service = await serviceWith({ [limit]: value });
    const user = await userWith(service, sampleGraph());
    const body = await refusedExport(service, user);
    expect(body).toMatchObject({ status: 413, type: '/problems/archive-too-large', limit: named });
    expect(Number(body.actual)).toBeGreaterThan(Number(body.maximum));
    if (kinds.length === 0) expect(body.rows).toBeUndefined();
    else expect(kinds).toContain(body.rows?.[0]?.kind);
    for (const { kind, id, bytes } of body.rows ?? []) {
      expect(bytes).toBeGreaterThan(0);
      const table = GRAPH.kind(kind).table;
      expect(await service.instance.dataSource.query(`SELECT user_id FROM "${table}" WHERE id = $1`, [id])).toEqual([{ user_id: user.id }]);
    }
  }); // prettier-ignore

  it('for its uploadBytes never ends as if it were whole', async () => {
    const service = await serviceWith({ uploadBytes: 2_000 });
    const user = await userWith(service, sampleGraph());
    await expect(service.export(user)).rejects.toThrow();
  });

  it.each([1, 5, 200])('is none for its ratio: with %d : 1 what repeats itself is imported', async (ratio) => {
    const service = await serviceWith({ ratio });
    const user = await service.createUser();
    const { dataSource } = service.instance;
    await dataSource.query(`INSERT INTO note (id, user_id, title, body) SELECT gen_random_uuid(), $1, n, repeat('x', 1000000) FROM generate_series(1, 20) n`, [user.id]);
    const archive = await service.export(user);
    expect(await service.preview(user, archive)).toMatchObject({ status: 200, body: { valid: true } });
  }); // prettier-ignore

  it('is none that fits exactly: its area files are written before it is known', async () => {
    const first = await serviceWith({});
    const graph = sampleGraph();
    const archive = await first.export(await userWith(first, graph));
    await first.close();
    const files = await readFiles(archive);
    const areas = GRAPH.areas.map(({ file }) => files.get(file)?.length ?? 0);
    const exact: Partial<ImportLimits> = {
      areaBytes: Math.max(...areas),
      yamlBytes: areas.reduce((all, bytes) => all + bytes, 0),
      decompressedBytes: archive.readUInt32LE(archive.length - 4),
    };
    const service = await serviceWith(exact);
    const user = await userWith(service, graph);
    expect(await service.preview(user, await service.export(user))).toMatchObject({ body: { valid: true } });
    await service.close();
    for (const [limit, value] of Object.entries(exact)) {
      const tighter = await serviceWith({ [limit]: value - 1 });
      const body = await refusedExport(tighter, await userWith(tighter, graph));
      expect({ limit, ...body }).toMatchObject({ limit: limit === 'areaBytes' ? 'yamlBytes' : limit, maximum: value - 1 });
      await tighter.close();
    }
    allClosed();
  }); // prettier-ignore

  it('is the only one: at the limits an export can be imported', async () => {
    const first = await serviceWith({});
    const graph = sampleGraph();
    const archive = await first.export(await userWith(first, graph));
    await first.close();
    const rows = Object.values(graph.rows).reduce((all, list) => all + list.length, 0);
    const entries = (await readFiles(archive)).size;
    const service = await serviceWith({ rows, entries });
    const user = await userWith(service, graph);
    expect(await service.preview(user, await service.export(user))).toMatchObject({
      status: 200,
      body: { valid: true },
    });
  });
});
