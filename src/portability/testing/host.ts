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
} from '../index.js';
import type { ImportResult, Portability, PreviewItem, PreviewLine, PreviewReport, Upload } from '../index.js';
import { identifier, tableOf } from '../kinds.js';
import { withWorkspace } from '../storage/workspace.js';
import { readContainer } from '../container/unpack.js';
import type { Graph } from './graph-arbitrary.js';
import { seed } from './seed.js';

export interface LawsHost {
  /** Initialized, with the module mounted, on a database that holds nothing but what tests write. */
  readonly app: INestApplicationContext;
  /** Makes an account that has nothing. @returns its id */
  createUser(): Promise<string>;
}

/** What the laws do with a host. */
export interface Subject {
  readonly portability: Portability;
  /** A new user who has exactly this. */
  userWith(data: Graph): Promise<string>;
  createUser(): Promise<string>;
  export(userId: string): Promise<Buffer>;
  preview(userId: string, archive: Buffer): Promise<PreviewReport>;
  /** The rows that would not stay as they are. */
  items(userId: string, archive: Buffer, mode: string): Promise<readonly PreviewItem[]>;
  /** @param confirm the digest of a plan; without it, whatever there is to do is done */
  import(userId: string, archive: Buffer, mode: string, confirm?: string): Promise<ImportResult>;
  /** Every row of the user, or of all others, with its version: one that is written shows. */
  rows(userId: string, of?: 'user' | 'others'): Promise<readonly string[]>;
  /** Removes every row of the user. */
  clear(userId: string): Promise<void>;
  /** What must be equal in two exports of the same data, by path. */
  timeless(archive: Buffer): Promise<ReadonlyMap<string, string>>;
}

export function subjectOf({ app, createUser }: LawsHost): Subject {
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
      await seed(portability, userId, data);
      return userId;
    },
    export: async (userId) => buffer((await queries.execute(new ExportQuery(userId))).stream),
    preview: (userId, archive) =>
      inFile(archive, (upload) => commands.execute(new PreviewImportCommand(userId, upload))),
    items: (userId, archive, mode) =>
      inFile(archive, async (upload) => {
        const lines: PreviewLine[] = [];
        const write = (more: readonly PreviewLine[]): void => void lines.push(...more);
        await commands.execute(new PreviewItemsCommand({ userId, upload, mode, write }));
        const items = lines.filter((line): line is PreviewItem => 'effect' in line);
        assert.deepEqual(lines.at(-1), { end: true, items: items.length });
        return items;
      }),
    import: (userId, archive, mode, confirm) =>
      inFile(archive, (upload) =>
        commands.execute(new ApplyImportCommand({ userId, upload, mode, confirm: confirm ?? true })),
      ),
    async rows(userId, of = 'user') {
      const found: string[] = [];
      for (const kind of graph.kinds) {
        const rows = await dataSource.query<readonly { readonly row: string }[]>(
          `SELECT t::text || t.xmin AS row FROM ${tableOf(kind)} t WHERE user_id ${of === 'user' ? '=' : '<>'} $1 ORDER BY 1`,
          [userId],
        );
        found.push(...rows.map(({ row }) => `${kind.name} ${row}`));
      }
      return found;
    },
    async clear(userId) {
      const links = [...graph.writeOrder].reverse().map((kind) => tableOf(kind));
      await dataSource.transaction(async (manager) => {
        await manager.query('SET CONSTRAINTS ALL DEFERRED');
        for (const table of links)
          await manager.query(`DELETE FROM ${table} WHERE ${identifier('user_id')} = $1`, [userId]);
      });
    },
    timeless: (archive) =>
      inFile(archive, async ({ path }) => {
        const files = new Map<string, string>();
        for await (const file of readContainer(path, limits)) {
          const chunks: Buffer[] = [];
          for await (const chunk of file.body) chunks.push(chunk);
          const text = Buffer.concat(chunks).toString('latin1');
          if (file.path !== 'SHA256SUMS') files.set(file.path, text.replace(/^exportedAt: .*$/m, ''));
        }
        assert.ok(files.size > 0);
        return files;
      }),
  };
}
