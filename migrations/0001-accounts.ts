/** The tables that signing in needs. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UUID = `'^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'`;

const UP = [
  `CREATE TABLE "user" (
    id text NOT NULL CONSTRAINT user_pkey PRIMARY KEY,
    email text NOT NULL,
    password_hash text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_id_check CHECK (id ~ ${UUID}),
    CONSTRAINT user_email_check CHECK (email ~ '^[^@[:space:]]+@[^@[:space:]]+$' AND char_length(email) <= 254)
  )`,
  `CREATE UNIQUE INDEX user_email_key ON "user" (lower(email))`,

  `CREATE TABLE user_identity (
    id text NOT NULL CONSTRAINT user_identity_pkey PRIMARY KEY,
    user_id text NOT NULL CONSTRAINT user_identity_user_id_fkey REFERENCES "user" (id) ON DELETE CASCADE,
    provider text NOT NULL,
    subject text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_identity_provider_subject_key UNIQUE (provider, subject),
    CONSTRAINT user_identity_id_check CHECK (id ~ ${UUID}),
    CONSTRAINT user_identity_provider_check CHECK (provider <> '' AND subject <> '')
  )`,
  `CREATE INDEX user_identity_user_id_idx ON user_identity (user_id)`,

  `CREATE TABLE session (
    id text NOT NULL CONSTRAINT session_pkey PRIMARY KEY,
    user_id text NOT NULL CONSTRAINT session_user_id_fkey REFERENCES "user" (id) ON DELETE CASCADE,
    token_hash bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CONSTRAINT session_token_hash_key UNIQUE (token_hash),
    CONSTRAINT session_id_check CHECK (id ~ ${UUID}),
    CONSTRAINT session_token_hash_check CHECK (octet_length(token_hash) = 32),
    CONSTRAINT session_expires_at_check CHECK (expires_at > created_at)
  )`,
  `CREATE INDEX session_user_id_idx ON session (user_id)`,
  `CREATE INDEX session_expires_at_idx ON session (expires_at)`,

  `CREATE TABLE personal_access_token (
    id text NOT NULL CONSTRAINT personal_access_token_pkey PRIMARY KEY,
    user_id text NOT NULL CONSTRAINT personal_access_token_user_id_fkey REFERENCES "user" (id) ON DELETE CASCADE,
    name text NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    CONSTRAINT personal_access_token_token_hash_key UNIQUE (token_hash),
    CONSTRAINT personal_access_token_id_check CHECK (id ~ ${UUID}),
    CONSTRAINT personal_access_token_name_check CHECK (name <> '' AND char_length(name) <= 200),
    CONSTRAINT personal_access_token_token_hash_check CHECK (octet_length(token_hash) = 32)
  )`,
  `CREATE INDEX personal_access_token_user_id_idx ON personal_access_token (user_id)`,

  `CREATE TABLE login_attempt (
    id text NOT NULL CONSTRAINT login_attempt_pkey PRIMARY KEY,
    user_id text CONSTRAINT login_attempt_user_id_fkey REFERENCES "user" (id) ON DELETE CASCADE,
    email_hash bytea NOT NULL,
    address text NOT NULL,
    succeeded boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT login_attempt_id_check CHECK (id ~ ${UUID}),
    CONSTRAINT login_attempt_email_hash_check CHECK (octet_length(email_hash) = 32)
  )`,
  `CREATE INDEX login_attempt_email_hash_idx ON login_attempt (email_hash, created_at)`,
  `CREATE INDEX login_attempt_address_idx ON login_attempt (address, created_at)`,
  `CREATE INDEX login_attempt_user_id_idx ON login_attempt (user_id)`,
  `CREATE INDEX login_attempt_created_at_idx ON login_attempt (created_at)`,

  `CREATE TABLE user_setting (
    id text NOT NULL CONSTRAINT user_setting_pkey PRIMARY KEY,
    user_id text NOT NULL CONSTRAINT user_setting_user_id_fkey REFERENCES "user" (id) ON DELETE CASCADE,
    key text NOT NULL,
    value jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_setting_user_id_key_key UNIQUE (user_id, key),
    CONSTRAINT user_setting_id_check CHECK (id ~ ${UUID}),
    CONSTRAINT user_setting_key_check CHECK (key <> '' AND char_length(key) <= 200)
  )`,
];

const DOWN = [
  'DROP TABLE user_setting',
  'DROP TABLE login_attempt',
  'DROP TABLE personal_access_token',
  'DROP TABLE session',
  'DROP TABLE user_identity',
  'DROP TABLE "user"',
];

export class Accounts1767225600000 implements MigrationInterface {
  readonly name = 'Accounts1767225600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
