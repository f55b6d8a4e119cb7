/** A host whose tables are of one of the shapes, with nothing but the module. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { createFsBlobStore } from '../../src/portability/blobs.js';
import { DataPortabilityModule } from '../../src/portability/index.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';
import { kindsOf, tablesOf, type Shape } from './shape.js';

export interface ShapeHost {
  readonly app: INestApplicationContext;
  readonly dataSource: DataSource;
  close(): Promise<void>;
}

const KNOWN_AS =
  'CREATE TABLE known_as (user_id text, kind text, id text, origin text, PRIMARY KEY (user_id, kind, id), UNIQUE (user_id, kind, origin))';

/** To be closed by whoever starts it. */
export async function startHost(shape: Shape): Promise<ShapeHost> {
  const { instance } = shape;
  const database: TestDatabase = await createTestDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'shape-'));
  const connection = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  await connection.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await connection.query(tablesOf(shape));
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
        path: false,
        kinds: kindsOf(shape),
        guard: class {
          canActivate(): boolean {
            return true;
          }
        },
        currentUser: () => '',
        blobs: createFsBlobStore(`${directory}/blobs`),
        appVersion: 'test',
        temporaryDirectory: `${directory}/tmp`,
        ...(instance !== undefined && { instance, originsTable: 'known_as' }),
      }),
    ],
  })
  class Library {}
  const app = await NestFactory.createApplicationContext(Library, {
    logger: ['error'],
    abortOnError: false,
  }).catch(async (error: unknown) => {
    await database.drop();
    throw error;
  });
  return {
    app,
    dataSource: app.get<DataSource>(getDataSourceToken()),
    async close() {
      await app.close();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
