/** The laws of data portability for the library's own kinds: `node --test dist/laws.spec.js`, on a database that tests may fill. */
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { describePortability } from 'nest-data-portability/testing';
import { AppModule } from './app.module.js';

let app: INestApplicationContext;
before(async () => {
  app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
});
after(() => app.close());

describePortability({ describe, it }, () => ({ app, createUser: () => Promise.resolve(randomUUID()) }), {
  runs: 2,
});
