/** Archives that are uploaded before they are previewed and imported; their bytes lie in the folder for uploads. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Uploads1767226700000 implements MigrationInterface {
  readonly name = 'Uploads1767226700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE upload (
      user_id text NOT NULL CONSTRAINT upload_user_id_fkey REFERENCES "user" (id) ON DELETE CASCADE,
      id text NOT NULL,
      length bigint NOT NULL,
      metadata text,
      place text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      CONSTRAINT upload_pkey PRIMARY KEY (user_id, id),
      CONSTRAINT upload_id_check CHECK (id = id::uuid::text),
      CONSTRAINT upload_length_check CHECK (length >= 0)
    )`);
    await runner.query(`CREATE INDEX upload_expires_at_idx ON upload (expires_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE upload');
  }
}
