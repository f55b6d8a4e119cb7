/** How far imports are and how they ended, so that whoever lost the connection can ask, and the same import is not carried out twice. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ImportRuns1767226300000 implements MigrationInterface {
  readonly name = 'ImportRuns1767226300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE import_run (
      user_id text NOT NULL CONSTRAINT import_run_user_id_fkey REFERENCES "user" (id) ON DELETE CASCADE,
      id text NOT NULL,
      attempt text NOT NULL,
      fingerprint text,
      phase text NOT NULL,
      done bigint NOT NULL DEFAULT 0,
      total bigint,
      problem text,
      is_cancelled boolean NOT NULL DEFAULT false,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT import_run_pkey PRIMARY KEY (user_id, id),
      CONSTRAINT import_run_id_check CHECK (id = id::uuid::text AND attempt = attempt::uuid::text)
    )`);
    await runner.query(`CREATE INDEX import_run_created_at_idx ON import_run (created_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE import_run');
  }
}
