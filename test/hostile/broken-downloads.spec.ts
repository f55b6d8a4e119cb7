/** An export that fails after it has begun looks failed to whoever reads it, whatever failed, over HTTP/1.0 and through a proxy, too. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { expectAtRest } from '../support/at-rest.js';
import { withBigFile } from '../support/big-file.js';
import { installed } from '../support/installed.js';
import { barrier } from '../support/barrier.js';
import { hasNginx, startNginx, STOCK } from '../support/nginx.js';
import type { RunningProxy } from '../support/proxy-program.js';
import { spoiltStore, type Spoil } from '../support/spoilt-store.js';
import { sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

const MiB = 1024 * 1024;
/** More than what two connections and a proxy between them hold: bytes of which some are not sent when the reader stands still. */
const LARGE = 48 * MiB;

/** What a reader got, and whether it was told that this was all. */
interface Got {
  readonly status: number;
  readonly bytes: number;
  readonly end: 'whole' | 'broken';
}

/** A reader: `begun` is called when some of the body has come, and waited for. */
type Read = (url: string, user: TestUser, begun: () => Promise<unknown>) => Promise<Got>;

/** The body ends with the connection, unless there is a length. By curl: Node takes a reset that it did not wait for for an end. */
const overHttp10: Read = async (url, user, begun) => {
  const curl = spawn(
    'curl',
    [
      '-sSN0',
      '-w',
      '%{stderr}status=%{http_code}',
      '-H',
      `authorization: Bearer ${user.token}`,
      `${url}/api/export`,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const closed = once(curl, 'close');
  const said = text(curl.stderr);
  const [first] = (await once(curl.stdout, 'data')) as [Buffer];
  curl.stdout.pause();
  await begun();
  let bytes = first.length;
  curl.stdout.on('data', (chunk: Buffer) => (bytes += chunk.length)).resume();
  const [exit] = (await closed) as [number];
  const status = Number(/status=(\d+)/.exec(await said)?.[1]);
  return { status, bytes, end: exit === 0 ? 'whole' : 'broken' };
};

const overHttp11: Read = async (url, user, begun) => {
  const headers = { authorization: `Bearer ${user.token}` };
  const request = get(`${url}/api/export`, { agent: false, headers });
  // It hears of the end of the connection, too.
  request.on('error', () => undefined);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const ended = endOf(response);
  await begun();
  return { status: response.statusCode ?? 0, ...(await ended()) };
};

/** Watches a stream from now on; what is returned reads it to its end. */
function endOf(stream: Readable): () => Promise<Pick<Got, 'bytes' | 'end'>> {
  let bytes = 0;
  const ended = new Promise<Got['end']>((resolve) => {
    stream.once('end', () => resolve('whole')).on('error', () => resolve('broken'));
  });
  return async () => {
    stream.on('data', (chunk: Buffer) => (bytes += chunk.length)).resume();
    const end = await ended;
    stream.destroy();
    return { bytes, end };
  };
}

/** A way from the reader to the service. */
interface Way {
  readonly read: Read;
  /** The configuration of nginx. */
  readonly proxy?: string;
  readonly isHere: boolean;
}

const ALL_WAYS: Readonly<Record<string, Way>> = {
  'over HTTP/1.1': { read: overHttp11, isHere: true },
  'over HTTP/1.0 (needs curl)': { read: overHttp10, isHere: installed('curl', 'curl') },
  // Which speaks HTTP/1.0 to the service; test/proxies has more of it.
  'through nginx with nothing set (needs nginx)': { read: overHttp11, proxy: STOCK, isHere: hasNginx },
};
const ways = Object.entries(ALL_WAYS).filter(([, { isHere }]) => isHere);

interface Failure {
  /** Bytes of the file in the archive; {@link LARGE} where it fails while the reader stands still. */
  readonly size: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly spoil?: Spoil;
  /** Done when every reader has the first bytes. */
  readonly harm?: (service: TestService) => unknown;
}

const SIZE = 12 * MiB;
const HALF = SIZE / 2;

const FAILURES: Readonly<Record<string, Failure>> = {
  'a file that is damaged': {
    size: SIZE,
    spoil: (chunk, at) => (at > HALF ? Buffer.alloc(chunk.length) : chunk),
  },
  'a store that fails': { size: SIZE, spoil: (chunk, at) => (at > HALF ? new Error('EIO') : chunk) },
  'a store that falls silent': {
    size: SIZE,
    environment: { LIMIT_STALL_SECONDS: '1' },
    spoil: (chunk, at) => (at > HALF ? 'nothing more' : chunk),
  },
  'an archive that becomes too large': { size: SIZE, environment: { LIMIT_UPLOAD_BYTES: String(HALF) } },
  'a database that is gone': {
    size: LARGE,
    harm: ({ instance }) =>
      instance.dataSource.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      ),
  },
  'a service that is told to stop': {
    size: LARGE,
    environment: { LIMIT_DRAIN_SECONDS: '2' },
    harm: (service) => service.server.close(),
  },
  'a reader who stands still for too long': {
    size: LARGE,
    environment: { LIMIT_READER_SECONDS: '1' },
    // The reader's own clock is what this is about: nothing tells that the service has given up.
    harm: () => new Promise((resolve) => setTimeout(resolve, 3_000)),
  },
};

describe('An export that fails after it has begun', () => {
  let service: TestService;
  const proxies: RunningProxy[] = [];
  afterEach(async () => {
    await Promise.all(proxies.splice(0).map((proxy) => proxy.stop()));
    if (service.instance.dataSource.isInitialized) await expectAtRest(service);
    await service.close();
  });

  it.each(Object.entries(FAILURES))('for %s looks failed, however it is reached', async (_, failure) => {
    const { size, environment = {}, spoil, harm = () => undefined } = failure;
    service = await startTestService(
      { LIMIT_EXPORTS_PER_PROCESS: '10', ...environment },
      { blobs: (real) => spoiltStore(real, () => spoil) },
    );
    const user = await userWith(service, withBigFile(sampleGraph(), randomBytes(size)));
    const arrive = barrier(ways.length);
    let harmed: Promise<unknown> | undefined;
    const begun = async (): Promise<void> => {
      await arrive();
      await (harmed ??= Promise.resolve(harm(service)));
    };
    const got = await Promise.all(
      ways.map(async ([name, { read, proxy: configuration }]) => {
        const proxy = configuration && (await startNginx(configuration, service.url));
        if (proxy) proxies.push(proxy);
        return [name, await read(proxy ? proxy.url : service.url, user, begun)] as const;
      }),
    );
    const seen = got.map(([name, { status, bytes, end }]) => ({
      name,
      status,
      end,
      isShort: bytes < size + MiB,
    }));
    expect(seen).toEqual(ways.map(([name]) => ({ name, status: 200, end: 'broken', isShort: true })));
  });

  for (const [name, { isHere }] of Object.entries(ALL_WAYS))
    (isHere ? it : it.skip)(`is read ${name}`, () => expect(ways.map(([way]) => way)).toContain(name));
});
