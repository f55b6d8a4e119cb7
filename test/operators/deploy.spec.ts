/** The files for whoever runs the service: each is held to the settings that there are, and to the programs that read it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { CONFIG_VARIABLES, loadConfig } from '../../src/config.js';
import { DEFAULT_LIMITS } from '../../src/portability/index.js';
import { stepsOf } from '../support/dockerfile.js';
import { installed } from '../support/installed.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Service {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly profiles?: readonly string[];
  readonly stop_grace_period?: string;
  readonly depends_on?: object;
  readonly read_only?: boolean;
}
const compose = parse(read('compose.yaml')) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: object;
};
const dockerfile = stepsOf(read('Dockerfile'));
const unit = read('deploy/carol.service');

/** The last value of a directive. */
const directive = (name: string): string =>
  [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].at(-1)?.[1] ?? '';

/** As Compose replaces variables: `${NAME:-default}`, `${NAME:?what is missing}`. @throws Error where a needed one is not given */
function interpolate(text: string, given: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+):([-?])([^}]*)\}/g, (_, name: string, operator: string, word: string) => {
    const value = given[name];
    if (value) return value;
    if (operator === '?') throw new Error(`${name}: ${word}`);
    return word;
  });
}

/** The settings with which Compose starts the service. */
const settingsOf = (given: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(compose.services['carol']?.environment ?? {}).map(([name, value]) => [
      name,
      interpolate(value, given),
    ]),
  );

const KEYS = { S3_ACCESS_KEY_ID: 'an-access-key', S3_SECRET_ACCESS_KEY: 'a-secret-key' };

describe('compose.yaml', () => {
  it('knows only settings that there are', () => {
    const { environment = {} } = compose.services['carol'] ?? {};
    expect(Object.keys(environment).filter((name) => !CONFIG_VARIABLES.includes(name))).toEqual([]);
  });

  it('needs a password for PostgreSQL, and takes the rest from .env or its default', () => {
    expect(() => settingsOf({})).toThrow(/^POSTGRES_PASSWORD: set it in \.env/);
    const plain = loadConfig(settingsOf({ POSTGRES_PASSWORD: 'secret' }));
    expect(plain).toMatchObject({
      databaseUrl: 'postgres://carol:secret@postgres:5432/carol',
      blobs: { kind: 'fs' },
    });
    const stored = loadConfig(settingsOf({ POSTGRES_PASSWORD: 'secret', BLOB_STORE: 's3', ...KEYS }));
    expect(stored.blobs).toMatchObject({ kind: 's3', endpoint: 'http://store:9000', bucket: 'carol' });
  });

  it('gives the store and its bucket the names and keys that the service uses, in one profile', () => {
    const { store, bucket } = compose.services;
    expect([store?.profiles, bucket?.profiles]).toEqual([['s3'], ['s3']]);
    const given = (service: Service | undefined, name: string): string =>
      interpolate(service?.environment?.[name] ?? '', KEYS);
    expect(given(store, 'MINIO_ROOT_USER')).toBe(KEYS.S3_ACCESS_KEY_ID);
    expect(given(store, 'MINIO_ROOT_PASSWORD')).toBe(KEYS.S3_SECRET_ACCESS_KEY);
    expect(given(bucket, 'MC_HOST_store')).toBe('http://an-access-key:a-secret-key@store:9000');
  });

  it('mounts the volume of the image, publishes its port on this machine alone, and waits for a stop', () => {
    const { volumes = [], ports = [], read_only: readOnly, ...carol } = compose.services['carol'] as Service;
    const value = (name: string): string | undefined =>
      dockerfile.find(({ instruction }) => instruction === name)?.rest;
    expect({ readOnly, volumes, ports }).toEqual({
      readOnly: true,
      volumes: [`data:${value('VOLUME')}`],
      ports: [`127.0.0.1:${value('EXPOSE')}:${value('EXPOSE')}`],
    });
    expect(Number.parseInt(carol.stop_grace_period ?? '', 10)).toBeGreaterThan(DEFAULT_LIMITS.drainSeconds);
  });

  it('declares the volumes and services that it uses', () => {
    const services = Object.values(compose.services);
    const used = services.flatMap(({ volumes = [] }) => volumes.map((each) => each.split(':')[0]));
    expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(used));
    const awaited = services.flatMap(({ depends_on: names = {} }) =>
      Array.isArray(names) ? (names as string[]) : Object.keys(names),
    );
    expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(awaited));
  });
});

describe('The unit of systemd', () => {
  it('runs what npm run start:prod runs', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(directive('ExecStart')).toBe(scripts['start:prod']?.replace(/^exec /, '/bin/'));
    const command = JSON.parse(dockerfile.at(-1)?.rest ?? '') as string[];
    expect(`exec ${command.join(' ')}`).toBe(scripts['start:prod']);
  });

  it('waits longer than a stop takes, and lets it write to its data alone', () => {
    expect(Number(directive('TimeoutStopSec'))).toBeGreaterThan(DEFAULT_LIMITS.drainSeconds);
    expect(directive('ProtectSystem')).toBe('strict');
    expect(unit).toContain(`Environment=DATA_DIR=/var/lib/${directive('StateDirectory')}\n`);
  });

  (installed('systemd-analyze', 'systemd') ? it : it.skip)('is what systemd-analyze takes', () => {
    const { stderr } = spawnSync(
      'systemd-analyze',
      ['verify', '--man=no', join(ROOT, 'deploy/carol.service')],
      { encoding: 'utf8' },
    );
    // Other units of this machine are none of ours.
    expect(stderr.split('\n').filter((line) => line.includes('carol'))).toEqual([]);
  });
});
