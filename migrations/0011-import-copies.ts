/** Safety copies: what an account was before an import, so that the import can be undone; the archives lie in the blob store. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ImportCopies1767226800000 implements MigrationInterface {
  readonly name = 'ImportCopies1767226800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE import_copy (
      user_id text NOT NULL CONSTRAINT import_copy_user_id_fkey REFERENCES "user" (id) ON DELETE CASCADE,
      id text NOT NULL,
      blob_key text NOT NULL,
      sha256 text NOT NULL,
      byte_size bigint NOT NULL,
      state text,
      created_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      CONSTRAINT import_copy_pkey PRIMARY KEY (user_id, id),
      CONSTRAINT import_copy_id_check CHECK (id = id::uuid::text),
      CONSTRAINT import_copy_byte_size_check CHECK (byte_size >= 0)
    )`);
    await runner.query(`CREATE INDEX import_copy_expires_at_idx ON import_copy (expires_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE import_copy');
  }
}
