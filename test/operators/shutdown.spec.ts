/** From the signal to the end of the process: never longer than LIMIT_DRAIN_SECONDS, whatever hangs, and in order where nothing does. */
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { heldInDatabase, temporaryFiles, uploadsBegun } from '../support/at-rest.js';
import { withBigFile } from '../support/big-file.js';
import { startFreezableProxy, through, type FreezableProxy } from '../support/freezable-proxy.js';
import { gone, serverPid } from '../support/postgres-users.js';
import { type Program, SERVICE, startProgram } from '../support/program.js';
import { begin, beginExport, eventually, importForm } from '../support/raw-http.js';
import { s3Environment, startS3Server, type S3Server } from '../support/s3-server.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { fingerprint, userWith } from '../support/seeded.js';
import { startTestService, type TestService } from '../support/service.js';

const BOUND = 4;
/** Milliseconds until this process hears of the end of another on a busy machine. */
const HEARSAY = 700;

/** Looks at the database and the folders; the requests go to the programs, which share both. */
let service: TestService;
let database: string;
const programs = new Set<Program>();
const proxies = new Set<FreezableProxy>();

beforeAll(async () => {
  service = await startTestService();
  database = (service.instance.dataSource.options as { url?: string }).url ?? '';
});
afterEach(async () => {
  for (const { child } of programs) child.kill('SIGKILL');
  await Promise.all([...programs].map(({ ended }) => ended));
  programs.clear();
  for (const proxy of proxies) await proxy.close();
  proxies.clear();
});
afterAll(() => service?.close());

function launch(environment: Readonly<Record<string, string>> = {}): Program {
  const program = startProgram(SERVICE, [], {
    PORT: '0',
    DATABASE_URL: database,
    DATA_DIR: service.dataDir,
    LIMIT_DRAIN_SECONDS: String(BOUND),
    ...environment,
  });
  programs.add(program);
  return program;
}

interface Started {
  readonly program: Program;
  /** As it is reached at the program. */
  readonly remote: TestService;
}

async function start(environment: Readonly<Record<string, string>> = {}): Promise<Started> {
  const program = launch(environment);
  const [, url = ''] = await program.saying(/"url":"([^"]+)","msg":"Carol is ready"/);
  return { program, remote: { ...service, url: url.replace('localhost', '127.0.0.1') } };
}

async function proxyTo(url: string): Promise<FreezableProxy> {
  const proxy = await startFreezableProxy(url);
  proxies.add(proxy);
  return proxy;
}

interface End {
  readonly status: number | string;
  readonly milliseconds: number;
  /** What the line of a forced end names. */
  readonly pending: readonly string[];
}

async function stop({ child, ended, output }: Program): Promise<End> {
  const started = performance.now();
  child.kill('SIGTERM');
  const status = await ended;
  const milliseconds = performance.now() - started;
  const lines = output.stdout.toString().split('\n');
  const forced = lines.filter((line) => line.includes('"shutdown-forced"'));
  expect(forced.length).toBeLessThanOrEqual(1);
  const { pending = [] } = JSON.parse(forced[0] ?? '{}') as { pending?: string[] };
  expect(pending.length > 0).toBe(status !== 0);
  return { status, milliseconds, pending };
}

const expectInTime = ({ milliseconds }: End): void =>
  expect(milliseconds).toBeLessThan(BOUND * 1_000 + HEARSAY);

describe('The bound of a shutdown holds', () => {
  let store: S3Server;
  beforeAll(async () => {
    store = await startS3Server();
  });
  afterAll(() => store?.close());

  it('when the file store hangs in the middle of an import, which is then undone', async () => {
    const proxy = await proxyTo(store.options.endpoint);
    const user = await service.createUser();
    const before = await fingerprint(service);
    const { program, remote } = await start({
      ...s3Environment(store),
      S3_ENDPOINT: `http://127.0.0.1:${proxy.port}`,
    });
    proxy.freeze();
    const form = importForm(await packGraph(sampleGraph()));
    const socket = await begin(remote, user, form.length);
    socket.write(form);
    await eventually(async () => expect(await heldInDatabase(service)).not.toEqual([]));
    expectInTime(await stop(program));
    socket.destroy();
    await eventually(async () => expect(await heldInDatabase(service)).toEqual([]));
    expect(await fingerprint(service)).toBe(before);
  }, 60_000);

  it('when the connections to the database go silent', async () => {
    const proxy = await proxyTo(database);
    const { program, remote } = await start({ DATABASE_URL: through(proxy, database) });
    expect((await fetch(`${remote.url}/health/ready`)).status).toBe(200);
    proxy.freeze();
    expectInTime(await stop(program));
  }, 60_000);

  it('when the database goes silent in the middle of an import', async () => {
    const proxy = await proxyTo(database);
    const user = await service.createUser();
    const { program, remote } = await start({ DATABASE_URL: through(proxy, database) });
    const form = importForm(await packGraph(sampleGraph()));
    const socket = await begin(remote, user, form.length);
    socket.write(form.subarray(0, 2_000));
    await uploadsBegun(service, 1);
    proxy.freeze();
    socket.write(form.subarray(2_000));
    expectInTime(await stop(program));
    expect(program.output.stdout.toString()).toMatch(/"pending":\[[^\]]*"1 import"/);
    socket.destroy();
  }, 60_000);

  it('when the database does not answer at the start', async () => {
    const proxy = await proxyTo(database);
    proxy.freeze();
    const program = launch({ DATABASE_URL: through(proxy, database) });
    await eventually(() => expect(proxy.connections).toBeGreaterThan(0), 30_000);
    expectInTime(await stop(program));
  }, 60_000);
});

(process.platform === 'linux' ? it : it.skip)(
  'The bound holds when the embedded database does not end: the log names it, and it ends in order once it can',
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'carol-shutdown-'));
    const { program } = await start({ DATABASE_URL: '', DATA_DIR: dataDir });
    const server = serverPid(dataDir);
    try {
      process.kill(server, 'SIGSTOP');
      const end = await stop(program);
      expectInTime(end);
      expect(end).toMatchObject({ status: 1, pending: ['the database and the file store'] });
    } finally {
      process.kill(server, 'SIGCONT');
      await gone(server);
      await rm(dataDir, { recursive: true, force: true });
    }
  },
  60_000,
);

describe('A shutdown is in order, and in time', () => {
  it('when a client does not read what it downloads', async () => {
    const user = await userWith(service, withBigFile(sampleGraph(), randomBytes(24 * 1024 * 1024)));
    const { program, remote } = await start();
    const download = await beginExport(remote, user);
    download.on('error', () => undefined);
    const end = await stop(program);
    expectInTime(end);
    expect(end.status).toBe(0);
    // What has arrived of it is not taken for the whole.
    await expect(buffer(download)).rejects.toThrow('aborted');
    expect(await heldInDatabase(service)).toEqual([]);
  }, 60_000);

  it('when a client does not send what it announced, and is told why it ends', async () => {
    const user = await service.createUser();
    const { program, remote } = await start();
    const socket = await begin(remote, user, 100_000);
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.write(importForm('x').subarray(0, 100));
    await uploadsBegun(service, 1);
    const end = await stop(program);
    expectInTime(end);
    expect(end.status).toBe(0);
    expect(text).toMatch(/^HTTP\/1\.1 503 [\s\S]*\/problems\/server-busy/);
    expect(await temporaryFiles(service)).toEqual([]);
  }, 60_000);

  it('when connections are open on which nothing is asked, or half a question', async () => {
    const { program, remote } = await start();
    const { port, hostname } = new URL(remote.url);
    const sockets = [1, 2].map(() => connect(Number(port), hostname).on('error', () => undefined));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    sockets[0]?.write('GET /health/live HTTP/1.1\r\nHost: x\r\n');
    const end = await stop(program);
    expectInTime(end);
    expect(end.status).toBe(0);
  }, 60_000);

  it('and takes no longer than it must when nothing runs', async () => {
    const { program } = await start({ LIMIT_DRAIN_SECONDS: '25' });
    const end = await stop(program);
    expect(end.status).toBe(0);
    expect(end.milliseconds).toBeLessThan(BOUND * 1_000);
  }, 60_000);
});
