/** The OpenAPI 3.1 document, generated from the zod schemas and the controllers, and a page to try it. */
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { declareAnswers, problemResponse } from './portability/index.js';
import { VERSION } from './version.js';

/** The document of an application; its paths are those of its controllers, below the base path. */
export function openApiDocument(app: INestApplication, basePath = ''): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Carol data portability')
    .setDescription(
      'Take your data with you: export everything to one archive, see what an import would do, and import.',
    )
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    // Relative to where the document was fetched (OpenAPI 3.1, section 4.8.5): true behind any proxy.
    .addServer(basePath || '/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A personal access token' })
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'METRICS_TOKEN of the service' }, 'metrics')
    .addCookieAuth('carol_session')
    .addGlobalResponse({ status: 'default', ...problemResponse(`${basePath}/problems`) })
    .build();
  return nameSchemas(declareAnswers(SwaggerModule.createDocument(app, config), `${basePath}/problems`));
}

/** Each schema with a title becomes a component of that name, so that it stands in the document once. */
function nameSchemas(document: OpenAPIObject): OpenAPIObject {
  const schemas: Record<string, object> = {};
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    const entries = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, visit(value)]));
    const { title, ...schema } = entries;
    if (typeof title !== 'string' || !('type' in schema)) return entries;
    schemas[title] = schema;
    return { $ref: `#/components/schemas/${title}` };
  };
  const paths = visit(document.paths) as OpenAPIObject['paths'];
  return { ...document, paths, components: { ...document.components, schemas: schemas } };
}

export function serveOpenApi(app: INestApplication, basePath: string): void {
  SwaggerModule.setup('api/docs', app, () => openApiDocument(app, basePath), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
  });
}
