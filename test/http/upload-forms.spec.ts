/** Forms as real clients send them are taken; where one is not, the answer says exactly what is wrong with it. */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { installed } from '../support/installed.js';
import { BOUNDARY, field, file, formOf, send, type RawAnswer } from '../support/raw-http.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { createFolder, type Folder } from '../support/unpacked.js';

let service: TestService;
let user: TestUser;
let archive: Buffer;
let folder: Folder;

beforeAll(async () => {
  service = await startTestService();
  user = await service.createUser();
  archive = await packGraph(sampleGraph());
  folder = await createFolder();
  await writeFile(`${folder.path}/a.tar.gz`, archive);
});
afterAll(async () => {
  await folder?.remove();
  await service?.close();
});

const preview = (body: Buffer, contentType: string, headers = {}): Promise<RawAnswer> =>
  send(service, user, {
    path: '/api/import/preview',
    body,
    headers: { 'content-type': contentType, ...headers },
  });

/** The form under another boundary. */
const formWith = (boundary: string): Buffer =>
  Buffer.from(
    formOf(file(archive)).toString('latin1').replaceAll(`--${BOUNDARY}`, `--${boundary}`),
    'latin1',
  );

/** A program that must be able to run while this process answers it. @returns what it printed */
async function run(program: string, ...args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { cwd: folder.path, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  return printed;
}

describe('a boundary', () => {
  it.each([
    ['unquoted, with /', 'a/b', 'boundary=a/b'],
    ['unquoted, with =', '==a==', 'boundary===a=='],
    ['unquoted, with all that a quoted one may have', "0'()+_,-./:=?", "boundary=0'()+_,-./:=?"],
    ['quoted', 'a/b=c d', 'boundary="a/b=c d"'],
    ['between other parameters', 'x', 'charset=utf-8; boundary=x; a=b'],
    ['in other letters', 'x', 'BOUNDARY=x'],
    ['of 70 characters', 'x'.repeat(70), `boundary=${'x'.repeat(70)}`],
  ])('is taken %s', async (_, boundary, parameter) => {
    expect(await preview(formWith(boundary), `multipart/form-data; ${parameter}`)).toMatchObject({
      status: 200,
      body: { valid: true },
    });
  });

  it.each([
    ['none', 'multipart/form-data', /names no boundary/],
    ['an empty one', 'multipart/form-data; boundary=', /names no boundary/],
    ['an empty one in quotes', 'multipart/form-data; boundary=""', /names no boundary/],
    [
      'one of 71 characters',
      `multipart/form-data; boundary=${'x'.repeat(71)}`,
      /has 71 characters; 70 are allowed/,
    ],
    ['one with a quotation mark', 'multipart/form-data; boundary="a\\"b"', /characters that none may have/],
    ['another one', 'multipart/form-data; boundary=other', /begins with another boundary than/],
  ])('is missed where the Content-Type has %s', async (_, contentType, detail) => {
    const answer = await preview(formOf(file(archive)), contentType);
    expect(answer).toMatchObject({ status: 400, body: { type: '/problems/malformed-multipart' } });
    expect(answer.body.detail).toMatch(detail);
  });
});

describe('a form', () => {
  const FORM = `multipart/form-data; boundary=${BOUNDARY}`;
  const text = (form: Buffer): string => form.toString('latin1');
  const bytes = (form: string): Buffer => Buffer.from(form, 'latin1');

  it('is taken with something before its first boundary', async () => {
    expect(
      await preview(Buffer.concat([Buffer.from('ignored\r\n'), formOf(file(archive))]), FORM),
    ).toMatchObject({
      status: 200,
    });
  });

  it.each<[string, string, RegExp, () => Buffer]>([
    ['with LF alone', 'malformed-multipart', /end in LF alone/, () => bytes(text(formOf(file('x'))).replaceAll('\r\n', '\n'))],
    ['with LF alone in the headers of a part', 'malformed-multipart', /headers of a part cannot be read/, () => formOf({ head: 'Content-Disposition: form-data\nX-Y: Z', body: 'x' })],
    ['without its last line', 'malformed-multipart', new RegExp(`ends before its last line, --${BOUNDARY}--`), () => formOf(file('x')).subarray(0, -BOUNDARY.length - 6)],
    ['that is empty', 'malformed-multipart', /has no body/, () => Buffer.alloc(0)],
    ['that is the archive itself', 'malformed-multipart', /is the archive itself/, () => archive],
    ['that is something else', 'malformed-multipart', /does not begin with the boundary/, () => Buffer.alloc(5_000, 'x')],
    ['with a file part that has no file name', 'missing-file', /named file has no file name/, () => formOf(field('file', 'x'))],
    ['with an archive that has no file name', 'missing-file', /named file has no file name/, () => formOf(field('file', text(archive)))],
    ['with a binary part that has no file name', 'missing-file', /has no file\. Send.*with a file name/, () => formOf({ head: 'Content-Disposition: form-data; name="file"\r\nContent-Type: application/octet-stream', body: archive })],
    ['with a part that has no name', 'malformed-multipart', /has no name/, () => formOf({ head: 'Content-Disposition: form-data', body: 'x' })],
    ['with a part whose name is long', 'malformed-multipart', /name of a part of the form is too long/, () => formOf(field('m'.repeat(200), 'x'))],
    ['with a part that is long', 'malformed-multipart', /The part “mode” is too long/, () => formOf(field('mode', 'x'.repeat(50_000)))],
    ['with many parts', 'malformed-multipart', /too many parts/, () => formOf(...Array.from({ length: 17 }, (_, at) => field(`f${at}`, 'x')))],
  ])('%s is refused, and told why', async (_, slug, detail, form) => {
    const { status, body } = await preview(form(), FORM);
    expect({ status, type: body.type }).toEqual({ status: 400, type: `/problems/${slug}` });
    expect(body.detail).toMatch(detail);
  }); // prettier-ignore

  it('of another sort than it says is told before it is whole', async () => {
    const endless = (async function* () {
      for (;;) yield Buffer.alloc(64 * 1024, 'x');
    })();
    const answer = await send(service, user, {
      path: '/api/import/preview',
      body: endless,
      headers: { 'content-type': FORM },
    });
    expect(answer).toMatchObject({ status: 400, body: { type: '/problems/malformed-multipart' } });
    expect(answer.sent).toBeLessThan(16 * 1024 * 1024);
  });
});

describe('a client', () => {
  const authorization = (): string => `Authorization: Bearer ${user.token}`;
  const url = (): string => `${service.url}/api/import/preview`;

  const curl = installed('curl', 'curl') ? it : it.skip;
  curl('curl -F', async () => {
    for (const options of [
      [],
      ['-H', 'Expect: 100-continue'],
      ['-H', 'Transfer-Encoding: chunked'],
      ['--http1.0'],
    ]) {
      const printed = await run(
        'curl',
        '-sS',
        '-H',
        authorization(),
        '-F',
        'file=@a.tar.gz',
        ...options,
        url(),
      );
      expect(JSON.parse(printed)).toMatchObject({ valid: true });
    }
  });

  const python = installed('python3', 'Python 3') ? it : it.skip;
  const arguments_ = (): string[] => [service.url, user.token];
  const FORM_IN_PYTHON = `import http.client, json, sys, urllib.request, uuid
base, token = sys.argv[1:]
archive = open('a.tar.gz', 'rb').read()
boundary = uuid.uuid4().hex
body = (f'--{boundary}\\r\\nContent-Disposition: form-data; name="file"; filename="a.tar.gz"\\r\\n\\r\\n').encode() + archive + f'\\r\\n--{boundary}--\\r\\n'.encode()
headers = {'Authorization': f'Bearer {token}', 'Content-Type': f'multipart/form-data; boundary={boundary}'}
`;
  python("Python's http.client", async () => {
    const script = `${FORM_IN_PYTHON}
connection = http.client.HTTPConnection(base.split('//')[1])
for sent in (body, iter([body[:100], body[100:]])):
    connection.request('POST', '/api/import/preview', sent, headers, encode_chunked=not isinstance(sent, bytes))
    print(json.loads(connection.getresponse().read())['valid'])`;
    expect(await run('python3', '-c', script, ...arguments_())).toBe('True\nTrue\n');
  });
  python("Python's urllib", async () => {
    const script = `${FORM_IN_PYTHON}
request = urllib.request.Request(base + '/api/import/preview', body, headers)
print(json.loads(urllib.request.urlopen(request).read())['valid'])`;
    expect(await run('python3', '-c', script, ...arguments_())).toBe('True\n');
  });
  const requests = installed('python3', 'requests', '-c', 'import requests; print("requests")')
    ? it
    : it.skip;
  requests("Python's requests", async () => {
    const script = `import requests, sys
base, token = sys.argv[1:]
answer = requests.post(base + '/api/import/preview', files={'file': open('a.tar.gz', 'rb')}, headers={'Authorization': f'Bearer {token}'})
print(answer.json()['valid'])`;
    expect(await run('python3', '-c', script, ...arguments_())).toBe('True\n');
  });

  it("Node's fetch, of a Blob and of a File", async () => {
    for (const part of [
      new Blob([new Uint8Array(archive)]),
      new File([new Uint8Array(archive)], 'Müllers "Export".tar.gz'),
    ]) {
      const form = new FormData();
      form.set('file', part);
      const headers = { authorization: `Bearer ${user.token}` };
      const answer = await fetch(url(), { method: 'POST', body: form, headers });
      expect(await answer.json()).toMatchObject({ valid: true });
    }
  });
});
