/** Imports along each way: answered, outlasting those who wait, asked for again; and uploads that are refused. */
import { randomUUID } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { barrier } from '../support/barrier.js';
import { gate } from '../support/blob-faults.js';
import { eventually } from '../support/raw-http.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import type { TestUser } from '../support/service.js';
import { bearer, curl, inWords, type Seen } from './clients.js';
import { holdingsOf } from './holdings.js';
import type { Behind, Cell, Place, Row } from './matrix.js';

/** What the archive puts into an empty account, in whichever mode, once. */
const ONCE = 'the archive, once';

/** Each at once, by somebody who has nothing yet. */
const everywhere = (
  places: readonly Place[],
  work: (place: Place, user: TestUser) => Promise<string>,
): Promise<readonly Cell[]> =>
  Promise.all(
    places.map(async (place) => {
      const user = await place.service.createUser();
      const saw = await work(place, user);
      const holds = await holdingsOf(place.service, user);
      return { saw, holds: holds === (await onceOf()) ? ONCE : holds };
    }),
  );

const graph = sampleGraph();
const rows = Object.values(graph.rows).reduce((all, { length }) => all + length, 0);
const onceOf = async (): Promise<string> => `${rows} rows, ${graph.files.size} files`;

/** Sends the archive, to be imported as copies: what is done twice would show. */
async function send(place: Place, user: TestUser, ...args: readonly string[]): Promise<Seen> {
  const file = join(place.folder, `${randomUUID()}.tar.gz`);
  await writeFile(file, await packGraph(graph));
  const form = ['-F', 'mode=copies', '-F', 'confirm=true', '-F', `file=@${file}`];
  return curl(place, '/api/import', [...bearer(user.token), ...form, ...args]);
}

/** Uploads the archive in two pieces, at the address that is given out, and imports it by its id. */
async function sendInPieces(place: Place, user: TestUser): Promise<string> {
  const archive = await packGraph(graph);
  const said = [...bearer(user.token), '-H', 'Tus-Resumable: 1.0.0'];
  const length = ['-H', `Upload-Length: ${archive.length}`, '-X', 'POST'];
  const created = await curl(place, '/api/uploads', [...said, ...length]);
  const address = created.headers.get('location') ?? '';
  const id = address.replace(/.*\//, '');
  const path = `/api/uploads/${id}`;
  if (new URL(address, place.base).href !== place.base + path) return `an upload at ${address}`;
  const half = Math.floor(archive.length / 2);
  const seen = [created];
  for (const piece of [archive.subarray(0, half), archive.subarray(half)]) {
    const asked = await curl(place, path, [...said, '-I']);
    const file = join(place.folder, `${randomUUID()}.piece`);
    await writeFile(file, piece);
    const offset = ['-H', `Upload-Offset: ${asked.headers.get('upload-offset')}`];
    const type = ['-H', 'Content-Type: application/offset+octet-stream'];
    const bytes = ['-X', 'PATCH', '--data-binary', `@${file}`];
    seen.push(asked, await curl(place, path, [...said, ...offset, ...type, ...bytes]));
  }
  const form = ['-F', 'mode=copies', '-F', 'confirm=true', '-F', `upload=${id}`];
  seen.push(await curl(place, '/api/import', [...bearer(user.token), ...form]));
  return seen.map(inWords).join(', ');
}

const keyed = (key: string): readonly string[] => ['-H', `Idempotency-Key: ${key}`];

const ask = (place: Place, user: TestUser, key: string): Promise<Seen> =>
  curl(place, `/api/import/${key}`, bearer(user.token));

/** An answer that is not worth asking for once more. */
const settled = (attempt: () => Promise<Seen>): Promise<Seen> =>
  eventually(async () => {
    const seen = await attempt();
    if (seen.status === 202 || seen.status === 409 || seen.status === 0) throw new Error(inWords(seen));
    return seen;
  }, 60_000);

/**
 * Imports that wait before their first file until everybody has given up on the answer; then `after` is what each does.
 * The way's own time-out ends the waiting, or the client's where the way has none.
 */
async function outlasting(
  places: readonly Place[],
  behind: Behind,
  after: (place: Place, user: TestUser, key: string) => Promise<string>,
): Promise<readonly Cell[]> {
  const held = gate();
  const arrive = barrier(places.length);
  behind.beforePut = () => held.opened;
  try {
    return await everywhere(places, async (place, user) => {
      const key = randomUUID();
      const limit = place.way.hasTimeout ? [] : ['--max-time', String(behind.sizes.readTimeout)];
      const first = await send({ ...place, base: place.hastyBase }, user, ...keyed(key), ...limit);
      const running = await ask(place, user, key);
      await arrive();
      held.open();
      return [inWords(first), String(running.status), await after(place, user, key)].join(', then ');
    });
  } finally {
    held.open();
    behind.beforePut = async () => undefined;
  }
}

/** A file of zeros that takes no room. */
async function sparseFile(folder: string, bytes: number): Promise<string> {
  const path = join(folder, `${randomUUID()}.bin`);
  const handle = await open(path, 'w');
  await handle.truncate(bytes);
  await handle.close();
  return path;
}

/** An upload that is refused, by a client that asks first whether it may send (\`Expect\`), and by one that does not. */
async function refused(
  place: Place,
  { sizes }: Behind,
  credentials: readonly string[],
  bytes: number,
): Promise<string> {
  const file = await sparseFile(place.folder, Math.min(bytes, sizes.upload * 2));
  const form = ['-F', 'mode=copies', '-F', 'confirm=true', '-F', `file=@${file}`];
  const asking = await curl(place, '/api/import', [...credentials, ...form, '--expect100-timeout', '10']);
  const telling = await curl(place, '/api/import', [...credentials, ...form, '-H', 'Expect:']);
  return `${inWords(asking)}; ${inWords(telling)}`;
}

const afterWaiting = (way: { readonly hasTimeout?: true }): string =>
  way.hasTimeout ? '504' : 'no answer, curl 28';

export const IMPORT_ROWS: readonly Row[] = [
  {
    name: 'import',
    missing: null,
    run: (places) => everywhere(places, async (place, user) => inWords(await send(place, user))),
    saw: () => /^200$/,
    holds: ONCE,
  },
  {
    name: 'import of what was uploaded in two pieces',
    missing: null,
    run: (places) => everywhere(places, sendInPieces),
    saw: () => /^201, 200, 204, 200, 204, 200$/,
    holds: ONCE,
  },
  {
    name: 'import that outlasts the time-out, and is asked for',
    missing: null,
    run: (places, behind) =>
      outlasting(places, behind, async (place, user, key) =>
        inWords(await settled(() => ask(place, user, key))),
      ),
    saw: (way) => new RegExp(`^${afterWaiting(way)}, then 202, then 200$`),
    holds: ONCE,
  },
  {
    name: 'import whose answer is lost, and that is sent again',
    missing: null,
    run: (places, behind) =>
      outlasting(places, behind, async (place, user, key) => {
        const again = await settled(() => send(place, user, ...keyed(key)));
        return `${inWords(again)}${again.headers.get('idempotent-replayed') === 'true' ? ', replayed' : ''}`;
      }),
    saw: (way) => new RegExp(`^${afterWaiting(way)}, then 202, then 200, replayed$`),
    holds: ONCE,
  },
  {
    name: 'upload by nobody (asks first; does not)',
    missing: null,
    run: (places, behind) =>
      everywhere(places, (place) => refused(place, behind, [], behind.sizes.upload / 2)),
    saw: () => /^401; 401$/,
    holds: 'nothing',
  },
  {
    name: 'upload that is too large (asks first; does not)',
    missing: null,
    run: (places, behind) =>
      everywhere(places, (place, user) =>
        refused(place, behind, bearer(user.token), behind.sizes.upload + 1),
      ),
    saw: () => /^413; 413$/,
    holds: 'nothing',
  },
];
