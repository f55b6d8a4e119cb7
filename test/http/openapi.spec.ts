/** The OpenAPI document describes every address, and real answers are what it says. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { PROBLEM_SLUGS } from '../../src/portability/index.js';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { packGraph, packTexts, sampleGraph } from '../support/sample.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

interface Media {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema: Readonly<Record<string, unknown>> }>>;
}

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly requestBody?: Media;
  readonly responses: Readonly<Record<string, Media>>;
}

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const EMAIL = 'ada@carol.example';
const PASSWORD = 'a long enough password';
const WITHOUT_BODY = new Set(['POST /api/auth/logout', 'POST /api/import/{key}/undo']);

let service: TestService;
let user: TestUser;
let archive: Buffer;
let document: OpenApi;
let ajv: Ajv2020;

beforeAll(async () => {
  service = await startTestService();
  user = await service.createUser();
  archive = await packGraph(sampleGraph());
  const accounts = service.server.app.get(AccountsService, { strict: false });
  await accounts.createUser(EMAIL, PASSWORD);
  document = (await (await fetch(`${service.url}/api/openapi.json`)).json()) as OpenApi;
  ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, 'openapi');
});
afterAll(() => service?.close());

const operations = (): readonly (readonly [name: string, Operation])[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  );

const pointerTo = (...segments: readonly string[]): string =>
  `openapi#/${segments.map((each) => encodeURIComponent(each.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;

/** How the document refers to the schema of a problem. */
const componentOf = (slug: string): string =>
  `schemas/${slug.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase())}Problem"`;

/** Headers that are no news: of HTTP itself, and of any server. */
const PLAIN =
  /^(connection|content-length|content-type|date|keep-alive|transfer-encoding|x-content-type-options)$/;

/** What is wrong with an answer, by what stands in the document for its status and type. */
async function faultsOf(response: Response, path: string, method = 'get'): Promise<unknown> {
  const { responses } = document.paths[path]?.[method] as Operation;
  const status = String(response.status);
  const named = Object.keys(responses[status]?.headers ?? {}).map((name) => name.toLowerCase());
  const unnamed = [...response.headers.keys()].filter((name) => !PLAIN.test(name) && !named.includes(name));
  if (unnamed.length > 0 || !named.includes('x-request-id')) return { unnamed, named };
  const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
  const schema = pointerTo('paths', path, method, 'responses', status, 'content', type, 'schema');
  const validate = ajv.compile({ $ref: schema });
  validate(await response.json());
  return validate.errors;
}

const form = (file: Buffer, fields: Readonly<Record<string, string>> = {}): RequestInit => {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append('file', new Blob([new Uint8Array(file)]), 'archive.tar.gz');
  return { method: 'POST', body, headers: { authorization: `Bearer ${user.token}` } };
};

const upload = (headers: Readonly<Record<string, string>>, version = '1.0.0'): Promise<Response> =>
  fetch(`${service.url}/api/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${user.token}`, 'tus-resumable': version, ...headers },
  });

describe('the OpenAPI document', () => {
  it('is of version 3.1, and says of every operation what it does, takes and answers', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const lacking = operations().flatMap(([name, { summary, tags, requestBody, responses }]) => [
      ...(summary ? [] : [`${name}: summary`]),
      ...(tags?.length ? [] : [`${name}: tags`]),
      ...(requestBody?.content || !name.startsWith('POST') || WITHOUT_BODY.has(name)
        ? []
        : [`${name}: body`]),
      ...(responses['default']?.content?.['application/problem+json'] ? [] : [`${name}: problems`]),
      ...(responses['204'] || responses['201'] || responses['200']?.content || name.startsWith('HEAD')
        ? []
        : [`${name}: answer`]),
    ]);
    expect(lacking).toEqual([]);
  });

  it('names each operation as a client is glad to call it, once', () => {
    const names = operations().map(([, { operationId = '' }]) => operationId);
    expect(names).toEqual(
      expect.arrayContaining(['exportData', 'previewImport', 'applyImport', 'getImport', 'signIn']),
    );
    for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z]+$/);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has every problem at some operation, but that of an address which knows no such method', () => {
    const text = JSON.stringify(document.paths);
    const unused = PROBLEM_SLUGS.filter((slug) => !text.includes(componentOf(slug)));
    expect(unused).toEqual(['method-not-allowed']);
  });

  it('is true of what is really answered', async () => {
    const json = { 'content-type': 'application/json' };
    const login = {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ email: EMAIL, password: PASSWORD }),
    };
    const signedIn = await fetch(`${service.url}/api/auth/login`, login);
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const broken = await packTexts({ 'people.yaml': 'x: {}\n' });
    const answers: readonly (readonly [string, string, Response])[] = [
      ['/api/auth/login', 'post', signedIn],
      ['/api/auth/login', 'post', await fetch(`${service.url}/api/auth/login`, { ...login, body: '{}' })],
      ['/api/auth/session', 'get', await fetch(`${service.url}/api/auth/session`, { headers: { cookie } })],
      ['/api/auth/session', 'get', await fetch(`${service.url}/api/auth/session`)],
      ['/api/uploads', 'post', await upload({})],
      ['/api/uploads', 'post', await upload({ 'upload-length': '1' }, '0.2')],
      ['/api/uploads', 'post', await upload({ 'upload-length': '9'.repeat(12) })],
      ['/health/live', 'get', await fetch(`${service.url}/health/live`)],
      ['/health/ready', 'get', await fetch(`${service.url}/health/ready`)],
      ['/api/import/preview', 'post', await fetch(`${service.url}/api/import/preview`, form(archive))],
      ['/api/import/preview', 'post', await fetch(`${service.url}/api/import/preview`, form(broken))],
      [
        '/api/import/preview',
        'post',
        await fetch(`${service.url}/api/import/preview`, form(Buffer.from('PK'))),
      ],
      [
        '/api/import',
        'post',
        await fetch(`${service.url}/api/import`, form(archive, { mode: 'merge', confirm: 'true' })),
      ],
      [
        '/api/import',
        'post',
        await fetch(`${service.url}/api/import`, form(broken, { mode: 'merge', confirm: 'true' })),
      ],
    ];
    for (const [path, method, response] of answers) {
      const faults = await faultsOf(response, path, method);
      expect({ path, status: response.status, faults }).toEqual({
        path,
        status: response.status,
        faults: null,
      });
    }
    expect(answers.map(([, , { status }]) => status)).toEqual([
      200, 400, 200, 401, 400, 412, 413, 200, 200, 200, 200, 415, 200, 422,
    ]);
  });
});
