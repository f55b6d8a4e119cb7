/** The OpenAPI document as a committed file: read from the controllers of the real application, which is not started for it. */
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../src/app.module.js';
import { loadConfig } from '../src/config.js';
import { createDataSource } from '../src/database/data-source.js';
import { openApiDocument } from '../src/openapi.js';
import { createBlobStore } from '../src/portability/blobs.js';
import { VERSION } from '../src/version.js';

/** The text of docs/openapi.json. Needs no database: in Nest's preview mode nothing is instantiated. */
export async function writeOpenApi(): Promise<string> {
  const config = loadConfig({});
  const blobs = createBlobStore(config.blobs);
  const app = await NestFactory.create(
    AppModule.forRoot({
      config,
      dataSource: createDataSource('postgres://localhost/never-connected'),
      blobs,
      version: VERSION,
    }),
    { preview: true, logger: ['error'], abortOnError: false },
  );
  try {
    return `${JSON.stringify(openApiDocument(app), null, 2)}\n`;
  } finally {
    await app.close();
    await blobs.close();
  }
}
