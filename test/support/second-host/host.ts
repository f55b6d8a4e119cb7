/** A tiny application of somebody else's, with its own tables and its own idea of who is asking, that mounts data portability. */
import type { AddressInfo } from 'node:net';
import {
  Injectable,
  Module,
  UnauthorizedException,
  type CanActivate,
  type DynamicModule,
  type ExecutionContext,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { Request } from 'express';
import type { DataSource } from 'typeorm';
import { createFsBlobStore } from '../../../src/portability/blobs.js';
import { DataPortabilityModule, type DataPortabilityOptions } from '../../../src/portability/index.js';
import { Book, Scan, Shelf } from './entities.js';
import { LIBRARY_KINDS, LIBRARY_KINDS_WITH_SCANS } from './kinds.js';
import { Library1700000000000 } from './migration.js';

const MEMBERS: Readonly<Record<string, string>> = {
  ada: 'aaaaaaaa-0000-4000-8000-000000000001',
  grace: 'bbbbbbbb-0000-4000-8000-000000000002',
};

export const memberId = (name: string): string => MEMBERS[name] ?? '';

/** Believes the header, as behind a proxy that has signed people in. */
@Injectable()
export class MemberGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<Request>();
    if (MEMBERS[String(headers['x-member'])] === undefined) throw new UnauthorizedException();
    return true;
  }
}

/** Where the host keeps its things; a service of its own, that the asynchronous mount asks for. */
class Places {
  constructor(readonly directory: string) {}
}

@Module({})
class PlacesModule {
  static in(directory: string): DynamicModule {
    const places = { provide: Places, useValue: new Places(directory) };
    return { module: PlacesModule, providers: [places], exports: [Places] };
  }
}

const options = (directory: string, kinds: DataPortabilityOptions['kinds']): DataPortabilityOptions => ({
  product: { name: 'Bookshelf', slug: 'book-shelf' },
  kinds,
  guard: MemberGuard,
  currentUser: (request) => memberId(String(request.headers['x-member'])),
  blobs: createFsBlobStore(`${directory}/blobs`),
  appVersion: 'library 3.1',
  temporaryDirectory: `${directory}/tmp`,
});

/** `forRoot` archives no scans, `forRootAsync` does. */
export const MOUNTS = {
  forRoot: (directory: string) =>
    DataPortabilityModule.forRoot({ path: 'api', ...options(directory, LIBRARY_KINDS) }),
  forRootAsync: (directory: string) =>
    DataPortabilityModule.forRootAsync({
      path: 'api',
      imports: [PlacesModule.in(directory)],
      inject: [Places],
      useFactory: async (places: Places) => {
        await Promise.resolve();
        return options(places.directory, LIBRARY_KINDS_WITH_SCANS);
      },
    }),
} as const;

export interface SecondHost {
  readonly url: string;
  readonly dataSource: DataSource;
  close(): Promise<void>;
}

/** Starts the application on an empty database; the caller closes it. */
export async function startSecondHost(
  mount: keyof typeof MOUNTS,
  databaseUrl: string,
  directory: string,
): Promise<SecondHost> {
  @Module({
    imports: [
      TypeOrmModule.forRoot({
        type: 'postgres',
        url: databaseUrl,
        entities: [Shelf, Book, Scan],
        migrations: [Library1700000000000],
        migrationsRun: true,
        retryAttempts: 0,
        poolErrorHandler: () => undefined,
      }),
      MOUNTS[mount](directory),
    ],
    providers: [MemberGuard],
  })
  class LibraryModule {}

  const app = await NestFactory.create(LibraryModule, { logger: false, abortOnError: false });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    dataSource: app.get<DataSource>(getDataSourceToken()),
    close: () => app.close(),
  };
}
