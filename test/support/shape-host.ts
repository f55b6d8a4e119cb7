/** A host whose tables are of one of the shapes, with nothing but the module. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { createFsBlobStore } from '../../src/portability/blobs.js';
import { DataPortabilityModule } from '../../src/portability/index.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';
import { kindsOf, tablesOf, type Shape } from './shape.js';

export interface ShapeHost {
  readonly app: INestApplication;
  readonly dataSource: DataSource;
  /** Takes requests; the headers X-User and X-Constants say whose. @returns the address */
  listen(): Promise<string>;
  close(): Promise<void>;
}

const KNOWN_AS =
  'CREATE TABLE known_as (user_id text, kind text, id text, origin text, PRIMARY KEY (user_id, kind, id), UNIQUE (user_id, kind, origin))';

class Anybody {
  canActivate(): boolean {
    return true;
  }
}

async function started(host: Type): Promise<INestApplication> {
  const app = await NestFactory.create(host, { logger: ['error'], abortOnError: false });
  return app.init();
}

/** To be closed by whoever starts it. */
export async function startHost(shape: Shape): Promise<ShapeHost> {
  const { instance, own } = shape;
  const database: TestDatabase = await createTestDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'shape-'));
  const connection = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  await connection.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await connection.query(own?.tables ?? tablesOf(shape));
  if (instance !== undefined) await connection.query(KNOWN_AS);
  await connection.destroy();
  @Module({
    imports: [
      TypeOrmModule.forRoot({
        type: 'postgres',
        url: database.url,
        retryAttempts: 0,
        poolErrorHandler: () => undefined,
      }),
      DataPortabilityModule.forRoot({
        product: { name: 'Library', slug: 'library' },
        path: 'my-data',
        kinds: own?.kinds ?? kindsOf(shape),
        guard: Anybody,
        currentUser: (request) => String(request.headers['x-user']),
        constants: (request) =>
          JSON.parse(String(request.headers['x-constants'] ?? '{}')) as Record<string, string>,
        blobs: createFsBlobStore(`${directory}/blobs`),
        appVersion: 'test',
        temporaryDirectory: `${directory}/tmp`,
        ...(instance !== undefined && { instance, originsTable: 'known_as' }),
      }),
    ],
    providers: [Anybody],
  })
  class Library {}
  const app = await started(Library).catch(async (error: unknown) => {
    await database.drop();
    throw error;
  });
  return {
    app,
    listen: async () => {
      await app.listen(0, '127.0.0.1');
      return app.getUrl();
    },
    dataSource: app.get<DataSource>(getDataSourceToken()),
    async close() {
      await app.close();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
