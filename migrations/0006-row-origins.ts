/** Under which UUIDs rows were first known that had to be given other ones, so that they are found by those. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RowOrigins1767226100000 implements MigrationInterface {
  readonly name = 'RowOrigins1767226100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE row_origin (
      user_id text NOT NULL CONSTRAINT row_origin_user_id_fkey REFERENCES "user" (id) ON DELETE CASCADE,
      kind text NOT NULL,
      id text NOT NULL,
      origin text NOT NULL,
      CONSTRAINT row_origin_pkey PRIMARY KEY (user_id, kind, id),
      CONSTRAINT row_origin_origin_key UNIQUE (user_id, kind, origin),
      CONSTRAINT row_origin_check CHECK (id = id::uuid::text AND origin = origin::uuid::text AND id <> origin)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE row_origin');
  }
}
