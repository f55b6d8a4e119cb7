/** An account elsewhere (OAuth, OpenID Connect) that a user signs in with. */
import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { ID_CHECK } from './id-check.js';
import { User } from './user.entity.js';

@Entity('user_identity')
@Unique('user_identity_provider_subject_key', ['provider', 'subject'])
@Index('user_identity_user_id_idx', ['userId'])
@Check('user_identity_id_check', ID_CHECK)
@Check('user_identity_provider_check', `provider <> '' AND subject <> ''`)
export class UserIdentity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'user_identity_pkey' })
  id!: string;

  @Column('text', { name: 'user_id' })
  @ForeignKey(() => User, { name: 'user_identity_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  /** Who vouches: the issuer. */
  @Column('text')
  provider!: string;

  /** The issuer's own, stable name for the person. */
  @Column('text')
  subject!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
