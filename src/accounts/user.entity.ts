/** A person who can sign in; every row of theirs hangs on this one and goes with it. */
import { Check, Column, CreateDateColumn, Entity, Index, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import { ID_CHECK } from './id-check.js';

@Entity('user')
@Index('user_email_key', { synchronize: false })
@Check('user_id_check', ID_CHECK)
@Check('user_email_check', `email ~ '^[^@[:space:]]+@[^@[:space:]]+$' AND char_length(email) <= 254`)
export class User {
  /** A UUID in lower case. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'user_pkey' })
  id!: string;

  /** Trimmed and in lower case; unique whatever the case, by an index on lower(email). */
  @Column('text')
  email!: string;

  /** A PHC string; null while no password is set, and then none signs in. */
  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash!: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
