/** An export tells nothing of the account, names the files that are lost, and leaves nothing behind where its reader hangs up. */
import { randomBytes, randomUUID } from 'node:crypto';
import { get } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { blobKey } from '../../src/portability/blobs.js';
import { readFiles } from '../support/archive-files.js';
import { expectAtRest } from '../support/at-rest.js';
import { noise, withBigFile } from '../support/big-file.js';
import { readTree } from '../support/foreign-archive.js';
import { graphOf, userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { eachRow } from '../support/tree.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service?.close());

const sql = <Row>(text: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.instance.dataSource.query(text, parameters) as Promise<Row[]>;

describe('nothing of the account', () => {
  it('is in the archive: not in a name, a file or a header', async () => {
    const user = await userWith(service, graphOf(11));
    const archive = await service.export(user);
    const secret = (what: string): string => `${what}-${randomBytes(12).toString('hex')}`;
    const hash = () => randomBytes(32);
    const secrets = {
      password: secret('scrypt'),
      subject: secret('subject'),
      setting: secret('setting'),
      token: secret('token name'),
      address: '203.0.113.77',
    };
    const [session, token, email] = [hash(), hash(), hash()];
    await sql(`UPDATE "user" SET password_hash = $2 WHERE id = $1`, [user.id, secrets.password]);
    await sql(
      `INSERT INTO user_identity (id, user_id, provider, subject) VALUES ($1, $2, 'oidc-provider', $3)`,
      [randomUUID(), user.id, secrets.subject],
    );
    await sql(
      `INSERT INTO session (id, user_id, token_hash, expires_at) VALUES ($1, $2, $3, now() + interval '1 day')`,
      [randomUUID(), user.id, session],
    );
    await sql(`INSERT INTO personal_access_token (id, user_id, name, token_hash) VALUES ($1, $2, $3, $4)`, [
      randomUUID(),
      user.id,
      secrets.token,
      token,
    ]);
    await sql(`INSERT INTO login_attempt (id, user_id, email_hash, address) VALUES ($1, $2, $3, $4)`, [
      randomUUID(),
      user.id,
      email,
      secrets.address,
    ]);
    await sql(
      `INSERT INTO user_setting (id, user_id, key, value) VALUES ($1, $2, 'theme', to_jsonb($3::text))`,
      [randomUUID(), user.id, secrets.setting],
    );
    const accountIds = await sql<{ id: string }>(
      ['user_identity', 'session', 'personal_access_token', 'login_attempt', 'user_setting']
        .map((table) => `SELECT id FROM ${table} WHERE user_id = '${user.id}'`)
        .join(' UNION ALL '),
    );
    expect(accountIds.length).toBeGreaterThanOrEqual(5);

    const bytes = gunzipSync(await service.export(user));
    const words = [
      user.id,
      user.email,
      user.token,
      ...Object.values(secrets),
      ...accountIds.map(({ id }) => id),
      ...[session, token, email].flatMap((each) => [each.toString('hex'), each.toString('base64')]),
      'oidc-provider',
      'password_hash',
      'blob_key',
      'blobKey',
      service.dataDir,
    ];
    expect(words.filter((word) => bytes.includes(word))).toEqual([]);
    expect([session, token, email].filter((each) => bytes.includes(each))).toEqual([]);
    eachRow(await readTree(archive), (_kind, _id, row) =>
      expect(Object.keys(row).filter((key) => /user/i.test(key))).toEqual([]),
    );
  });
});

describe('a blob that is lost', () => {
  it('is named in the manifest; the export is whole, and imports with a warning', async () => {
    const owner = await userWith(service, graphOf(12));
    const [lost] = await sql<{ id: string; sha256: string }>(
      `SELECT id, sha256 FROM media WHERE user_id = $1 ORDER BY byte_size DESC LIMIT 1`,
      [owner.id],
    );
    const { id = '', sha256 = '' } = lost ?? {};
    await service.instance.blobs.delete(blobKey(owner.id, sha256));
    const exported = await service.export(owner);
    const now = await readFiles(exported);
    const manifest = load((now.get('manifest.yaml') ?? '').toString()) as {
      missing: string[];
      counts: Record<string, number>;
    };
    const same = await sql<{ id: string }>(
      `SELECT id FROM media WHERE user_id = $1 AND sha256 = $2 ORDER BY id`,
      [owner.id, sha256],
    );
    expect(manifest.missing).toEqual(same.map((row) => row.id));
    expect([...now.keys()].filter((path) => path.includes(id))).toEqual([]);
    expect((await readTree(exported))['media']).toHaveProperty(id);
    expect([...now.keys()].at(-1)).toBe('SHA256SUMS');

    const heir = await service.createUser();
    const preview = await service.preview(heir, exported);
    expect(preview.body).toMatchObject({ valid: true });
    expect(preview.body.warnings).toContainEqual(
      expect.objectContaining({ file: 'media.yaml', code: 'media-missing' }),
    );
    expect((await service.import(heir, exported, 'replace')).status).toBe(200);
    expect((await service.import(owner, exported, 'replace')).body.effects['media']).toMatchObject({
      unchanged: manifest.counts['media'],
    });
  });
});

describe('a reader who hangs up in the middle', () => {
  const SIZE = 24 * 1024 * 1024;
  const TIMES = 25;

  it(`leaves nothing behind: no connection, lock or file, ${TIMES} times over`, async () => {
    const owner = await userWith(service, withBigFile(graphOf(13), noise('hang up', SIZE)));
    for (let round = 0; round < TIMES; round++) expect(await hangUp(owner)).toBeLessThan(SIZE);

    await expectAtRest(service);
    // More often than the pool has connections, and the next one is served.
    const whole = await readFiles(await service.export(owner));
    expect([...whole.keys()].at(-1)).toBe('SHA256SUMS');
    expect(Math.max(...[...whole.values()].map(({ length }) => length))).toBe(SIZE);
  });

  /** Reads a little, then cuts the connection. @returns bytes read */
  const hangUp = (owner: TestUser): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${owner.token}` };
      const request = get(`${service.url}/api/export`, { headers, agent: false }, (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          request.destroy();
        });
        response.on('close', () => resolve(bytes));
        response.on('error', () => undefined);
      });
      request.on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ECONNRESET' ? undefined : reject(error),
      );
    });
});
