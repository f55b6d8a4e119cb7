/** The demo account: one believable person, in a new embedded database, loaded through the product's own import. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { AccountsService, type Account } from './accounts/accounts.service.js';
import {
  ApplyImportCommand,
  PORTABILITY,
  type Portability,
  type TarballEntry,
  type Upload,
  countAllRows,
  packTarball,
} from './portability/index.js';
import { PACKAGE_ROOT } from './version.js';

export const DEMO_EMAIL = 'demo@carol.example';

/** An archive as it is when somebody has unpacked it. */
const DEMO_ARCHIVE = join(PACKAGE_ROOT, 'demo', 'archive');
const PACKED_AT = new Date(0);

/**
 * Makes the demo account where nobody has an account yet, and loads its data where it has none: a start that was
 * killed half-way is made up for by the next. Call it for an embedded database only.
 * @returns the account; undefined where there is none, as people have made their own instead
 * @throws PortabilityError of the import; the account is then there and empty
 */
export async function openDemo(
  app: INestApplicationContext,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<Account | undefined> {
  const accounts = app.get(AccountsService, { strict: false });
  const known = await accounts.findByEmail(DEMO_EMAIL);
  if (!known && (await accounts.hasAny())) return undefined;
  const account = known ?? (await accounts.createUser(DEMO_EMAIL));
  const portability = app.get<Portability>(PORTABILITY, { strict: false });
  if (await hasRows(portability, account)) return account;

  log('loading the demo account');
  const workspace = await portability.workspaces.open();
  try {
    const upload = await packTree(DEMO_ARCHIVE, workspace.newFile());
    const commands = app.get(CommandBus, { strict: false });
    await commands.execute(
      // Undoing it would leave an account with nothing to look at.
      new ApplyImportCommand({
        userId: account.id,
        upload,
        mode: 'replace',
        confirm: upload.sha256,
        keepsCopy: false,
        signal,
      }),
    );
  } finally {
    await workspace.dispose();
  }
  return account;
}

const hasRows = async (portability: Portability, { id }: Account): Promise<boolean> =>
  (await countAllRows(portability, id)) > 0;

async function packTree(folder: string, target: string): Promise<Upload> {
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const file = createWriteStream(target, { mode: 0o600 });
  await pipeline(packTarball(filesOf(folder), { mtime: PACKED_AT }), hashing, file);
  return { path: target, sha256: hash.digest('hex') };
}

async function* filesOf(folder: string): AsyncGenerator<TarballEntry> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths.sort()) {
    yield {
      path: relative(folder, path).split(sep).join('/'),
      size: (await stat(path)).size,
      body: createReadStream(path) as AsyncIterable<Buffer>,
    };
  }
}
