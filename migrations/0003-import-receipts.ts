/** What imports did, so that one whose answer got lost can be looked up. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ImportReceipts1767225800000 implements MigrationInterface {
  readonly name = 'ImportReceipts1767225800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE import_receipt (
      user_id text NOT NULL CONSTRAINT import_receipt_user_id_fkey REFERENCES "user" (id) ON DELETE CASCADE,
      id text NOT NULL,
      attempt text NOT NULL,
      result text,
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT import_receipt_pkey PRIMARY KEY (user_id, id),
      CONSTRAINT import_receipt_id_check CHECK (id = id::uuid::text AND attempt = attempt::uuid::text)
    )`);
    await runner.query(`CREATE INDEX import_receipt_created_at_idx ON import_receipt (created_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE import_receipt');
  }
}
