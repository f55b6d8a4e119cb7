/** The composition of the library; `DATABASE_URL` and `DATA_DIR` say where its things are. */
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataPortabilityModule } from 'nest-data-portability';
import { createFsBlobStore } from 'nest-data-portability/blobs';
import { Book, Library1700000000000, Shelf } from './entities.js';
import { LIBRARY_KINDS } from './kinds.js';
import { memberId, MemberGuard } from './member.guard.js';

const { DATABASE_URL = '', DATA_DIR = '.data' } = process.env;

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: DATABASE_URL,
      entities: [Shelf, Book],
      migrations: [Library1700000000000],
      migrationsRun: true,
    }),
    DataPortabilityModule.forRoot({
      product: { name: 'Bookshelf', slug: 'bookshelf' },
      path: 'my-data',
      problemsPath: 'my-data/problems',
      kinds: LIBRARY_KINDS,
      guard: MemberGuard,
      currentUser: memberId,
      blobs: createFsBlobStore(`${DATA_DIR}/blobs`),
      appVersion: '3.1.0',
      temporaryDirectory: `${DATA_DIR}/tmp`,
    }),
  ],
  providers: [MemberGuard],
})
export class AppModule {}
