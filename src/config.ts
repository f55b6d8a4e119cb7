/** The settings of this process: the only file that reads the environment. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { parseUrl } from './http/parse-url.js';
import type { BlobStoreOptions } from './portability/blobs.js';
import { DEFAULT_LIMITS, type ImportLimits } from './portability/files.js';
import { commandLineSettings, type CommandLineSettings } from './settings/command-line.js';
import { basePathOf, NETWORK_VARIABLES, type TrustedProxies } from './settings/network.js';
import { secret, variable, type Variable } from './settings/variable.js';

export interface Config {
  /** 0: any free port. */
  readonly port: number;
  /** The address to listen on. */
  readonly host: string;
  /** Undefined: the embedded PostgreSQL, below `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** Absolute. */
  readonly dataDir: string;
  /** Where archives lie that are uploaded ahead of imports. Absolute. */
  readonly uploadsDir: string;
  /** Below `dataDir`, or in an S3-compatible store. */
  readonly blobs: BlobStoreOptions;
  /** Where people reach the service: an origin and perhaps a path, with no slash at its end. */
  readonly publicUrl: string;
  /** The path of the public URL: empty, or like `/carol`. */
  readonly basePath: string;
  /** Whose word is taken for who asks, and over which protocol; undefined: nobody's. */
  readonly trustProxy: TrustedProxies | undefined;
  /** Origins of other sites whose pages may call the API with a person's cookie. */
  readonly corsOrigins: readonly string[];
  /** How long a connection is kept open for the next request, seconds. */
  readonly keepAliveSeconds: number;
  readonly metrics: MetricsConfig;
  /** For how many days what was there before an import is kept, so that it can be undone; 0: not at all. */
  readonly undoDays: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly limits: ImportLimits;
}

/** Who may read the metrics: whoever has the token, whoever reaches the port, or nobody. */
export interface MetricsConfig {
  readonly token: string | undefined;
  /** A port for them alone; 0: any free one. Undefined: they are at the service's own. */
  readonly port: number | undefined;
  /** The address that this port listens at. */
  readonly host: string;
}

/** One line for the operator: the variable, what is wrong with it, what is allowed. Holds no secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const BLOB_STORES = ['fs', 's3'] as const;
const UNITS: Readonly<Record<string, number>> = { '': 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

const optional = z.string().optional();
const url = (pattern: RegExp) =>
  z
    .string()
    .regex(pattern)
    .refine((text) => parseUrl(text) !== undefined)
    .optional();
const VARIABLES = {
  ...NETWORK_VARIABLES,
  DATABASE_URL: secret(url(/^postgres(ql)?:\/\//), 'a URL like postgres://user:password@host:5432/database'),
  DATA_DIR: variable(z.string().default('.data'), 'a folder'),
  UPLOADS_DIR: variable(optional, 'a folder'),
  BLOB_STORE: variable(z.enum(BLOB_STORES).default('fs'), 'fs or s3'),
  S3_ENDPOINT: variable(
    url(/^https?:\/\/[^\s@]+$/),
    'the http(s) URL of the object store, without credentials',
  ),
  S3_BUCKET: variable(
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
      .optional(),
    'a bucket name',
  ),
  S3_REGION: variable(
    z
      .string()
      .regex(/^[\w-]+$/)
      .default('us-east-1'),
    'a region name',
  ),
  S3_ACCESS_KEY_ID: secret(optional, 'the access key id'),
  S3_SECRET_ACCESS_KEY: secret(optional, 'the secret access key'),
  UNDO_DAYS: variable(
    z
      .string()
      .regex(/^\d{1,2}$/)
      .prefault('7')
      .transform(Number)
      .pipe(z.int().max(30)),
    'days, 0 (off) to 30',
  ),
  LOG_LEVEL: variable(z.enum(LOG_LEVELS).default('info'), `one of ${LOG_LEVELS.join(', ')}`),
} as const;

const LIMIT_KEYS = Object.keys(DEFAULT_LIMITS) as (keyof ImportLimits)[];

/** Every variable that is read, in the order of `.env.example`. */
export const CONFIG_VARIABLES: readonly string[] = [
  ...Object.keys(VARIABLES),
  ...LIMIT_KEYS.map(limitVariable),
];

/** `uploadBytes` is `LIMIT_UPLOAD_BYTES`: the one place where the names of the limits are made. */
export function limitVariable(limit: keyof ImportLimits): string {
  return `LIMIT_${limit.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}

/**
 * Reads and checks all settings. The process's own environment is completed by a file `.env` in the working
 * directory; a variable that is set wins over it, and an empty one counts as unset.
 * @throws {ConfigError} at the first variable that is invalid, missing, or unknown though named `LIMIT_…` or `S3_…`
 */
export function loadConfig(env: Environment = { ...readEnvFile('.env'), ...process.env }): Config {
  refuseUnknown(env);
  const port = read(env, 'PORT');
  const dataDir = resolve(read(env, 'DATA_DIR'));
  const publicUrl = read(env, 'PUBLIC_URL') ?? `http://localhost:${port}`;
  return Object.freeze({
    port,
    host: read(env, 'HOST'),
    publicUrl,
    basePath: basePathOf(publicUrl),
    trustProxy: read(env, 'TRUST_PROXY'),
    corsOrigins: read(env, 'CORS_ORIGINS'),
    keepAliveSeconds: read(env, 'KEEP_ALIVE_SECONDS'),
    metrics: Object.freeze({
      token: read(env, 'METRICS_TOKEN'),
      port: read(env, 'METRICS_PORT'),
      host: read(env, 'METRICS_HOST'),
    }),
    databaseUrl: read(env, 'DATABASE_URL'),
    dataDir,
    uploadsDir: resolve(read(env, 'UPLOADS_DIR') ?? join(dataDir, 'uploads')),
    blobs: Object.freeze(readBlobs(env, dataDir)),
    undoDays: read(env, 'UNDO_DAYS'),
    logLevel: read(env, 'LOG_LEVEL'),
    limits: readLimits(env),
  });
}

function readBlobs(env: Environment, dataDir: string): BlobStoreOptions {
  if (read(env, 'BLOB_STORE') === 'fs') return { kind: 'fs', directory: join(dataDir, 'blobs') };
  return {
    kind: 's3',
    endpoint: required(env, 'S3_ENDPOINT'),
    bucket: required(env, 'S3_BUCKET'),
    region: read(env, 'S3_REGION'),
    accessKeyId: required(env, 'S3_ACCESS_KEY_ID'),
    secretAccessKey: required(env, 'S3_SECRET_ACCESS_KEY'),
  };
}

function readLimits(env: Environment): ImportLimits {
  const entries = LIMIT_KEYS.map((key) => {
    const isSize = key.endsWith('Bytes');
    const allowed = isSize
      ? 'bytes, at least 1: a whole number such as 1048576, or 512KiB, 64MiB, 2GiB'
      : 'a whole number, at least 1';
    const schema = z
      .string()
      .regex(isSize ? /^\d+(KiB|MiB|GiB)?$/ : /^\d+$/)
      .transform((text) => Number.parseInt(text, 10) * (UNITS[text.replace(/^\d+/, '')] ?? NaN))
      .pipe(z.int().min(1))
      .default(DEFAULT_LIMITS[key]);
    return [key, check(env, limitVariable(key), variable(schema, allowed))] as const;
  });
  return Object.freeze(Object.fromEntries(entries)) as unknown as ImportLimits;
}

type Values = { readonly [K in keyof typeof VARIABLES]: z.output<(typeof VARIABLES)[K]['schema']> };

function read<K extends keyof typeof VARIABLES>(env: Environment, name: K): Values[K] {
  return check(env, name, VARIABLES[name] as unknown as Variable<Values[K]>);
}

function required(
  env: Environment,
  name: 'S3_ENDPOINT' | 'S3_BUCKET' | 'S3_ACCESS_KEY_ID' | 'S3_SECRET_ACCESS_KEY',
): string {
  const value = read(env, name);
  if (value !== undefined) return value;
  throw new ConfigError(`${name} is not set: with BLOB_STORE=s3 it must be ${VARIABLES[name].allowed}`);
}

function check<T>(env: Environment, name: string, { schema, allowed, secret }: Variable<T>): T {
  const value = env[name]?.trim() || undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const shown = secret ? 'has an invalid value' : `is ${JSON.stringify(value?.slice(0, 80))}`;
  throw new ConfigError(`${name} ${shown}: it must be ${allowed}`);
}

/** A misspelt limit would silently leave the default in force. */
function refuseUnknown(env: Environment): void {
  for (const name of Object.keys(env)) {
    const prefix = /^(LIMIT|S3)_/.exec(name)?.[0];
    if (prefix === undefined || CONFIG_VARIABLES.includes(name)) continue;
    const known = CONFIG_VARIABLES.filter((other) => other.startsWith(prefix));
    throw new ConfigError(`${name} is not a setting: it must be one of ${known.join(', ')}`);
  }
}

function readEnvFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw new ConfigError(`The file ${path} cannot be read (${code})`, { cause: error });
  }
}

/** The settings of the command line about a service elsewhere; they are none of the service. */
export const loadCommandLine = (): CommandLineSettings => commandLineSettings(process.env);

/** What a program that we start is told of the environment: where programs and temporary files are, and no setting of ours. */
export function childEnvironment(): Readonly<Record<string, string | undefined>> {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR };
}
