/** The tables of the library. */
import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';

abstract class Owned {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'user_id' }) userId!: string;
  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' }) createdAt!: Date;
  @UpdateDateColumn({ type: 'timestamptz', name: 'updated_at' }) updatedAt!: Date;
}

@Entity('shelf')
export class Shelf extends Owned {
  @Column('text') label!: string;
}

@Entity('book')
export class Book extends Owned {
  @Column('text', { name: 'shelf_id' }) shelfId!: string;
  @Column('text') title!: string;
  @Column('numeric', { precision: 5, scale: 2, nullable: true }) price!: string | null;
  @Column('date', { name: 'read_on', nullable: true }) readOn!: string | null;
}

const OWNED =
  'user_id text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(), UNIQUE (user_id, id)';

export class Library1700000000000 implements MigrationInterface {
  readonly name = 'Library1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE shelf (id text PRIMARY KEY, label text NOT NULL, ${OWNED})`);
    await runner.query(
      `CREATE TABLE book (id text PRIMARY KEY, shelf_id text NOT NULL, title text NOT NULL, price numeric(5,2), read_on date, ${OWNED},
         FOREIGN KEY (user_id, shelf_id) REFERENCES shelf (user_id, id) DEFERRABLE)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE book, shelf');
  }
}
