/** The OpenAPI 3.1 document, generated from the zod schemas and the controllers, and a page to try it. */
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { cleanupOpenApiDoc } from 'nestjs-zod';
import { EXTRA_MODELS } from './portability/http/data-portability.controller.js';
import { PROBLEM_RESPONSE } from './portability/http/dto.js';
import { VERSION } from './version.js';

/** The document of an application; its paths are those of its controllers. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Carol data portability')
    .setDescription(
      'Take your data with you: export everything to one archive, see what an import would do, and import.',
    )
    .setVersion(VERSION)
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A personal access token' })
    .addCookieAuth('carol_session')
    .addGlobalResponse({ status: 'default', ...PROBLEM_RESPONSE })
    .build();
  return cleanupOpenApiDoc(SwaggerModule.createDocument(app, config, { extraModels: EXTRA_MODELS }), {
    version: '3.1',
  });
}

export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('api/docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
  });
}
