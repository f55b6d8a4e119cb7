/** Which files were found damaged in the blob store, so that exports leave them out and imports store them again. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DamagedBlobs1767225900000 implements MigrationInterface {
  readonly name = 'DamagedBlobs1767225900000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE damaged_blob (
      key text NOT NULL CONSTRAINT damaged_blob_pkey PRIMARY KEY,
      user_id text NOT NULL CONSTRAINT damaged_blob_user_id_fkey REFERENCES "user" (id) ON DELETE CASCADE,
      found_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT damaged_blob_key_check CHECK (starts_with(key, user_id || '/'))
    )`);
    await runner.query(`CREATE INDEX damaged_blob_user_id_idx ON damaged_blob (user_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE damaged_blob');
  }
}
