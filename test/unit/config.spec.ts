/** Facts about the settings: what is read, what is refused, and that `.env.example` says the same. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CONFIG_VARIABLES, ConfigError, limitVariable, loadConfig } from '../../src/config.js';
import { DEFAULT_LIMITS, type ImportLimits } from '../../src/portability/limits.js';

const LIMITS = Object.keys(DEFAULT_LIMITS) as (keyof ImportLimits)[];

const S3 = {
  BLOB_STORE: 's3',
  S3_ENDPOINT: 'http://127.0.0.1:9000',
  S3_BUCKET: 'carol',
  S3_ACCESS_KEY_ID: 'key',
  S3_SECRET_ACCESS_KEY: 'swordfish',
};

function refusal(env: Record<string, string>): string {
  try {
    loadConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error('it was accepted');
}

describe('.env.example', () => {
  const example = parseEnv(readFileSync('.env.example', 'utf8')) as Record<string, string>;

  it('lists exactly the variables that are read', () => {
    expect(Object.keys(example).sort()).toEqual([...CONFIG_VARIABLES].sort());
  });

  it('gives the defaults', () => {
    expect(loadConfig(example)).toEqual(loadConfig({}));
  });

  it('gives a default for every limit', () => {
    for (const limit of LIMITS) expect(example[limitVariable(limit)]).not.toBe('');
  });
});

describe('loadConfig', () => {
  it('needs nothing', () => {
    expect(loadConfig({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: undefined,
      dataDir: resolve('.data'),
      uploadsDir: resolve('.data/uploads'),
      undoDays: 7,
      blobs: { kind: 'fs', directory: resolve('.data/blobs') },
      publicUrl: 'http://localhost:3000',
      basePath: '',
      trustProxy: undefined,
      corsOrigins: [],
      keepAliveSeconds: 75,
      metrics: { token: undefined, port: undefined, host: '127.0.0.1' },
      logLevel: 'info',
      limits: DEFAULT_LIMITS,
    });
  });

  it('takes an empty variable as unset', () => {
    const empty = Object.fromEntries(CONFIG_VARIABLES.map((name) => [name, ' ']));
    expect(loadConfig(empty)).toEqual(loadConfig({}));
  });

  it('is frozen all through', () => {
    const config = loadConfig(S3);
    for (const part of [config, config.limits, config.blobs, config.metrics, config.corsOrigins])
      expect(Object.isFrozen(part)).toBe(true);
  });

  it.each(LIMITS)('reads the limit %s, and that one alone', (limit) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), (value) => {
        expect(loadConfig({ [limitVariable(limit)]: String(value) }).limits).toEqual({
          ...DEFAULT_LIMITS,
          [limit]: value,
        });
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ['512KiB', 524_288],
    ['64MiB', 67_108_864],
    ['2GiB', 2_147_483_648],
    ['1048576', 1_048_576],
  ])('reads the size %s', (text, bytes) => {
    expect(loadConfig({ LIMIT_UPLOAD_BYTES: text }).limits.uploadBytes).toBe(bytes);
  });

  it('derives the public URL from the port, and cuts the slash of a given one', () => {
    expect(loadConfig({ PORT: '8080' }).publicUrl).toBe('http://localhost:8080');
    expect(loadConfig({ PUBLIC_URL: 'https://carol.example/' }).publicUrl).toBe('https://carol.example');
  });

  it.each([
    ['https://carol.example', ''],
    ['https://example.org/carol/', '/carol'],
    ['https://example.org:8443/~ada/carol-2.0', '/~ada/carol-2.0'],
  ])('reads the path of the public URL %s', (url, basePath) => {
    expect(loadConfig({ PUBLIC_URL: url })).toMatchObject({ publicUrl: url.replace(/\/$/, ''), basePath });
  });

  it.each([
    ['0', undefined],
    ['2', 2],
    ['loopback', ['loopback']],
    ['10.0.0.0/8, fd00::/8 192.0.2.1', ['10.0.0.0/8', 'fd00::/8', '192.0.2.1']],
  ])('reads whom to trust: %s', (text, trustProxy) => {
    expect(loadConfig({ TRUST_PROXY: text }).trustProxy).toEqual(trustProxy);
  });

  it('reads a list of origins', () => {
    const CORS_ORIGINS = 'https://app.example, http://localhost:8081';
    expect(loadConfig({ CORS_ORIGINS }).corsOrigins).toEqual([
      'https://app.example',
      'http://localhost:8081',
    ]);
  });

  it('reads the object store', () => {
    expect(loadConfig(S3).blobs).toEqual({
      kind: 's3',
      endpoint: 'http://127.0.0.1:9000',
      bucket: 'carol',
      region: 'us-east-1',
      accessKeyId: 'key',
      secretAccessKey: 'swordfish',
    });
  });
});

describe('an invalid setting', () => {
  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80 80'],
    ['HOST', 'http://localhost'],
    ['BLOB_STORE', 'S3'],
    ['S3_ENDPOINT', 'minio:9000'],
    ['S3_BUCKET', 'My_Bucket'],
    ['PUBLIC_URL', 'carol.example'],
    ['PUBLIC_URL', 'https://carol.example/api'],
    ['PUBLIC_URL', 'https://carol.example/metrics/'],
    ['PUBLIC_URL', 'https://carol.example/a/../b'],
    ['PUBLIC_URL', 'https://carol.example/a?b'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '33'],
    ['TRUST_PROXY', '0.0.0.0/0'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', 'nginx'],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'null'],
    ['CORS_ORIGINS', 'app.example'],
    ['CORS_ORIGINS', 'https://app.example/'],
    ['CORS_ORIGINS', 'https://App.example'],
    ['KEEP_ALIVE_SECONDS', '0'],
    ['KEEP_ALIVE_SECONDS', '3601'],
    ['METRICS_PORT', '65536'],
    ['METRICS_HOST', 'http://localhost'],
    ['LOG_LEVEL', 'verbose'],
    ['LIMIT_ROWS', '0'],
    ['LIMIT_ROWS', '1KiB'],
    ['LIMIT_ROWS', '1e6'],
    ['LIMIT_UPLOAD_BYTES', '2GB'],
    ['LIMIT_UPLOAD_BYTES', '1.5GiB'],
    ['LIMIT_UPLOAD_BYTES', '99999999999GiB'],
  ])('%s=%s is refused in one line that names the variable, the value and what is allowed', (name, value) => {
    const message = refusal({ ...S3, [name]: value });
    expect(message).toMatch(new RegExp(`^${name} is `));
    expect(message).toContain(JSON.stringify(value));
    expect(message).toContain('it must be ');
    expect(message).not.toContain('\n');
  });

  it('never shows a secret', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{12,20}$/), (password) => {
        const message = refusal({ DATABASE_URL: `mysql://carol:${password}@localhost/carol` });
        expect(message).toMatch(/^DATABASE_URL has an invalid value: it must be a URL like postgres:/);
        expect(message).not.toContain(password);
      }),
    );
  });

  it.each(Object.keys(S3).filter((name) => name.startsWith('S3_')))('%s must be set for S3', (name) => {
    const message = refusal({ ...S3, [name]: '' });
    expect(message).toMatch(new RegExp(`^${name} is not set: with BLOB_STORE=s3 it must be `));
    expect(message).not.toContain('swordfish');
  });

  it.each(['LIMIT_UPLOAD', 'S3_REGOIN'])('the unknown name %s is refused with those that exist', (name) => {
    expect(refusal({ [name]: '1' })).toMatch(new RegExp(`^${name} is not a setting: it must be one of .+, `));
  });
});

describe('the file .env', () => {
  const home = process.cwd();
  const folders: string[] = [];
  function enter(text: string): void {
    const folder = mkdtempSync(join(tmpdir(), 'carol-config-'));
    folders.push(folder);
    writeFileSync(join(folder, '.env'), text);
    process.chdir(folder);
  }
  afterEach(() => {
    process.chdir(home);
    delete process.env['LOG_LEVEL'];
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  it('completes the environment, which wins', () => {
    enter('LOG_LEVEL=debug\nLIMIT_ROWS=7\n');
    expect(loadConfig()).toMatchObject({ logLevel: 'debug', limits: { rows: 7 } });
    process.env['LOG_LEVEL'] = 'warn';
    expect(loadConfig()).toMatchObject({ logLevel: 'warn', limits: { rows: 7 } });
  });

  it('is checked like the environment', () => {
    enter('LIMIT_ROW=7\n');
    expect(() => loadConfig()).toThrow('LIMIT_ROW is not a setting');
  });
});
