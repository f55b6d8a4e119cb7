/** A token that a script or an app signs in with; shown once, kept as a hash. */
import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { ID_CHECK } from './id-check.js';
import { User } from './user.entity.js';

@Entity('personal_access_token')
@Unique('personal_access_token_token_hash_key', ['tokenHash'])
@Index('personal_access_token_user_id_idx', ['userId'])
@Check('personal_access_token_id_check', ID_CHECK)
@Check('personal_access_token_name_check', `name <> '' AND char_length(name) <= 200`)
@Check('personal_access_token_token_hash_check', 'octet_length(token_hash) = 32')
export class PersonalAccessToken {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'personal_access_token_pkey' })
  id!: string;

  @Column('text', { name: 'user_id' })
  @ForeignKey(() => User, { name: 'personal_access_token_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  /** What the person calls it. */
  @Column('text')
  name!: string;

  /** SHA-256 of the token, 32 bytes. */
  @Column('bytea', { name: 'token_hash' })
  tokenHash!: Buffer;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  /** Null: until it is deleted. */
  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;
}
