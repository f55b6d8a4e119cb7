/** One choice of a user about the app itself (language, theme): theirs, but no domain data. */
import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  ForeignKey,
  PrimaryColumn,
  Unique,
  UpdateDateColumn,
} from 'typeorm';
import { ID_CHECK } from './id-check.js';
import { User } from './user.entity.js';

@Entity('user_setting')
@Unique('user_setting_user_id_key_key', ['userId', 'key'])
@Check('user_setting_id_check', ID_CHECK)
@Check('user_setting_key_check', `key <> '' AND char_length(key) <= 200`)
export class UserSetting {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'user_setting_pkey' })
  id!: string;

  @Column('text', { name: 'user_id' })
  @ForeignKey(() => User, { name: 'user_setting_user_id_fkey', onDelete: 'CASCADE' })
  userId!: string;

  @Column('text')
  key!: string;

  @Column('jsonb')
  value!: unknown;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
