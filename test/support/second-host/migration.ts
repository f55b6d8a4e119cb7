/** The tables of the second host application. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const OWNED = `user_id text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(), UNIQUE (user_id, id)`;

export class Library1700000000000 implements MigrationInterface {
  readonly name = 'Library1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE shelf (id text PRIMARY KEY, label text NOT NULL, ${OWNED})`);
    await runner.query(
      `CREATE TABLE scan (id text PRIMARY KEY, name text NOT NULL, media_type text NOT NULL, size bigint NOT NULL, sha256 text NOT NULL,
         key text NOT NULL, ${OWNED})`,
    );
    await runner.query(
      `CREATE TABLE book (id text PRIMARY KEY, shelf_id text NOT NULL, title text NOT NULL, sequel_of_id text, price numeric(5,2),
         authors text[] NOT NULL DEFAULT '{}', read_on date, remarks text, cover_scan_id text, ${OWNED},
         FOREIGN KEY (user_id, shelf_id) REFERENCES shelf (user_id, id) DEFERRABLE,
         FOREIGN KEY (user_id, sequel_of_id) REFERENCES book (user_id, id) DEFERRABLE,
         FOREIGN KEY (user_id, cover_scan_id) REFERENCES scan (user_id, id) DEFERRABLE)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE book, scan, shelf');
  }
}
