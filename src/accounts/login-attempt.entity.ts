/** One try to sign in with a password; what the throttle counts. */
import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ID_CHECK } from './id-check.js';
import { User } from './user.entity.js';

@Entity('login_attempt')
@Index('login_attempt_email_hash_idx', ['emailHash', 'createdAt'])
@Index('login_attempt_address_idx', ['address', 'createdAt'])
@Index('login_attempt_user_id_idx', ['userId'])
@Index('login_attempt_created_at_idx', ['createdAt'])
@Check('login_attempt_id_check', ID_CHECK)
@Check('login_attempt_email_hash_check', 'octet_length(email_hash) = 32')
export class LoginAttempt {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'login_attempt_pkey' })
  id!: string;

  /** Whose address it was; null where nobody has it. */
  @Column('text', { name: 'user_id', nullable: true })
  @ForeignKey(() => User, { name: 'login_attempt_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string | null;

  /** SHA-256 of what was typed, normalised: people type passwords into this field too. */
  @Column('bytea', { name: 'email_hash' })
  emailHash!: Buffer;

  /** The network that the try came from: an IPv4 address, or an IPv6 /64. */
  @Column('text')
  address!: string;

  /** False until the password was found right. */
  @Column('boolean', { default: false })
  succeeded!: boolean;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
