/** A host as the laws see it: its application, with which they export and import for users that the host makes. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  ApplyImportCommand,
  ExportQuery,
  PORTABILITY,
  PreviewImportCommand,
  PreviewItemsCommand,
  parsePreviewLines,
} from '../index.js';
import type {
  ImportResult,
  PartChoice,
  Portability,
  PreviewItem,
  PreviewLine,
  PreviewReport,
  Upload,
} from '../index.js';
import fc from 'fast-check';
import { databaseCodeOf } from '../storage/database-errors.js';
import { identifier, linkFields, targetsOf, type Kind, type LinkField } from '../kinds.js';
import { tableOf } from '../storage/host-columns.js';
import { changedColumn } from '../storage/host-table.js';
import { tableRow } from '../storage/table-row.js';
import { setConstants, type Constants } from '../storage/constants.js';
import { withWorkspace } from '../storage/workspace.js';
import { readContainer } from '../container/unpack.js';
import { givenIds } from './given-ids.js';
import type { Graph, GraphRow } from './graph-arbitrary.js';
import { seed } from './seed.js';

export interface LawsHost {
  /** Initialized, with the module mounted, on a database that holds nothing but what tests write. */
  readonly app: INestApplicationContext;
  /** Makes an account that has nothing. @returns its id */
  createUser(): Promise<string>;
  /** What the host fills into rows that are made, by column; see `storage.constants`. */
  readonly constants?: Constants;
}

/** What is imported of an archive. */
export interface ImportedAs extends PartChoice {
  /** The digest of a plan. */
  readonly confirm?: string;
}

/** What the laws do with a host. */
export interface Subject {
  readonly portability: Portability;
  /** A new user who has exactly this. */
  userWith(data: Graph): Promise<string>;
  createUser(): Promise<string>;
  /** Adds this to what a user has, but for what there can be only one of. */
  give(userId: string, data: Graph): Promise<void>;
  export(userId: string, areas?: readonly string[]): Promise<Buffer>;
  preview(userId: string, archive: Buffer, choice?: PartChoice): Promise<PreviewReport>;
  /** The rows that would not stay as they are. */
  items(userId: string, archive: Buffer, mode: string, choice?: PartChoice): Promise<readonly PreviewItem[]>;
  /** Where no plan is confirmed, whatever there is to do is done. */
  import(userId: string, archive: Buffer, mode: string, order?: ImportedAs): Promise<ImportResult>;
  /** Gives a row of each of the kinds another value, where the user has one. */
  touch(userId: string, isMeant: (kind: Kind) => boolean): Promise<void>;
  /** The same data under fresh ids. */
  renamed(data: Graph): Promise<Graph>;
  /** Every row of the user, or of all others, with its version: one that is written shows. */
  rows(userId: string, of?: 'user' | 'others'): Promise<readonly string[]>;
  /** Removes every row of the user. */
  clear(userId: string): Promise<void>;
  /** What must be equal in two exports of the same data, by path. */
  timeless(archive: Buffer): Promise<ReadonlyMap<string, string>>;
}

/** Changes a row, as SQL: when it was changed, or else what can be changed without breaking a rule; undefined of rows that only link others. */
function touched(kind: Kind): string | undefined {
  const changed = changedColumn(kind);
  if (changed !== undefined) return `${changed} = '2020-02-02T02:02:02Z'`;
  for (const field of kind.fields) {
    const column = identifier(field.column);
    if (field.type === 'text') return `${column} = 'changed'`;
    if (field.type === 'integer') return `${column} = ${field.min}`;
    if (field.nullable && field.type !== 'reference' && field.type !== 'media') return `${column} = NULL`;
  }
  return undefined;
}

/** Adds data, all of it or nothing; what breaks a unique key of a table is no data of that host, and another one is tried. */
async function seedLegal(
  { dataSource, blobs, graph }: Portability,
  userId: string,
  data: Graph,
  constants: Constants | undefined,
): Promise<void> {
  await dataSource
    .transaction(async (manager) => {
      await setConstants(manager, graph, constants);
      await seed({ dataSource: manager, blobs, graph }, userId, data);
    })
    .catch((error: unknown) => {
      fc.pre(databaseCodeOf(error) !== '23505');
      throw error;
    });
}

export function subjectOf({ app, createUser, constants }: LawsHost): Subject {
  const portability = app.get<Portability>(PORTABILITY, { strict: false });
  const [queries, commands] = [app.get(QueryBus, { strict: false }), app.get(CommandBus, { strict: false })];
  const { graph, dataSource, workspaces, limits } = portability;
  const inFile = <Result>(archive: Buffer, work: (upload: Upload) => Promise<Result>): Promise<Result> =>
    withWorkspace(workspaces, async (workspace) => {
      const path = workspace.newFile();
      await writeFile(path, archive);
      return work({ path, sha256: createHash('sha256').update(archive).digest('hex') });
    });
  return {
    portability,
    createUser,
    async userWith(data) {
      const userId = await createUser();
      await seedLegal(portability, userId, data, constants);
      return userId;
    },
    async give(userId, data) {
      const isOnly = (kind: Kind): boolean => graph.lineage(kind).some(({ singleton }) => singleton);
      const only = graph.kinds.filter(isOnly).map(({ name }): [string, GraphRow[]] => [name, []]);
      const leadsThere = (field: LinkField): boolean =>
        targetsOf(field, graph.blobKind).some((name) => isOnly(graph.kind(name)));
      // What refers to such a row would refer to nothing.
      if (graph.kinds.some((kind) => !isOnly(kind) && linkFields(kind).some(leadsThere))) return;
      await seedLegal(
        portability,
        userId,
        { ...data, rows: { ...data.rows, ...Object.fromEntries(only) } },
        constants,
      );
    },
    export: async (userId, areas) => buffer((await queries.execute(new ExportQuery(userId, areas))).stream),
    preview: (userId, archive, choice) =>
      inFile(archive, (upload) =>
        commands.execute(new PreviewImportCommand(userId, upload, { ...choice, constants })),
      ),
    items: (userId, archive, mode, choice) =>
      inFile(archive, async (upload) => {
        const lines: PreviewLine[] = [];
        const write = (more: Buffer): void => void lines.push(...parsePreviewLines(more));
        await commands.execute(
          new PreviewItemsCommand({ userId, constants, upload, ...choice, mode, write }),
        );
        const items = lines.filter((line): line is PreviewItem => 'effect' in line);
        assert.deepEqual(lines.at(-1), { end: true, items: items.length });
        return items;
      }),
    import: (userId, archive, mode, { confirm, ...choice } = {}) =>
      inFile(archive, (upload) =>
        commands.execute(
          new ApplyImportCommand({ userId, constants, upload, mode, ...choice, confirm: confirm ?? true }),
        ),
      ),
    async touch(userId, isMeant) {
      for (const kind of graph.kinds.filter(isMeant)) {
        const { id, isOwn } = tableRow(kind, 't');
        const change = touched(kind);
        if (change === undefined) continue;
        await dataSource.query(
          `UPDATE ${tableOf(kind)} SET ${change} WHERE ctid IN
           (SELECT ctid FROM ${tableOf(kind)} t WHERE ${isOwn} ORDER BY ${id} LIMIT 1)`,
          [userId],
        );
      }
    },
    renamed: (data) => givenIds(dataSource, graph, data),
    async rows(userId, of = 'user') {
      const found: string[] = [];
      for (const kind of graph.kinds) {
        const rows = await dataSource.query<readonly { readonly row: string }[]>(
          `SELECT t::text || t.xmin AS row FROM ${tableOf(kind)} t WHERE ${of === 'user' ? '' : 'NOT '}(${tableRow(kind, 't').isOwn}) ORDER BY 1`,
          [userId],
        );
        found.push(...rows.map(({ row }) => `${kind.name} ${row}`));
      }
      return found;
    },
    async clear(userId) {
      await dataSource.transaction(async (manager) => {
        await manager.query('SET CONSTRAINTS ALL DEFERRED');
        for (const kind of graph.writeOrder.toReversed())
          await manager.query(`DELETE FROM ${tableOf(kind)} t WHERE ${tableRow(kind, 't').isOwn}`, [userId]);
      });
    },
    timeless: (archive) =>
      inFile(archive, async ({ path }) => {
        const files = new Map<string, string>();
        for await (const file of readContainer(path, limits)) {
          const chunks: Buffer[] = [];
          for await (const chunk of file.body) chunks.push(chunk);
          const text = Buffer.concat(chunks).toString('latin1');
          if (file.path !== 'SHA256SUMS') files.set(file.path, text);
        }
        // Files that are made from the data may say when that was, too.
        const exportedAt = /^exportedAt: ['"]?([^'"\n]+)/m.exec(files.get('manifest.yaml') ?? '')?.[1];
        assert.ok(exportedAt);
        return new Map([...files].map(([path, text]) => [path, text.replaceAll(exportedAt, '')]));
      }),
  };
}
