/** A signed-in browser; the cookie holds the token, this row only its hash. */
import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { ID_CHECK } from './id-check.js';
import { User } from './user.entity.js';

@Entity('session')
@Unique('session_token_hash_key', ['tokenHash'])
@Index('session_user_id_idx', ['userId'])
@Index('session_expires_at_idx', ['expiresAt'])
@Check('session_id_check', ID_CHECK)
@Check('session_token_hash_check', 'octet_length(token_hash) = 32')
@Check('session_expires_at_check', 'expires_at > created_at')
export class Session {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'session_pkey' })
  id!: string;

  @Column('text', { name: 'user_id' })
  @ForeignKey(() => User, { name: 'session_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  /** SHA-256 of the token, 32 bytes. */
  @Column('bytea', { name: 'token_hash' })
  tokenHash!: Buffer;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  /** Slides on while the session is in use. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
