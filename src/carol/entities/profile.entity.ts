/** The profile and how to reach its person. */
import { Column, Entity } from 'typeorm';
import { OwnedRow } from './owned-row.js';

@Entity('profile')
export class Profile extends OwnedRow {
  @Column('text', { name: 'full_name' })
  fullName!: string;

  @Column('text', { nullable: true })
  headline!: string | null;

  @Column('text', { nullable: true })
  pronouns!: string | null;

  @Column('text', { nullable: true })
  summary!: string | null;

  @Column('text', { nullable: true })
  location!: string | null;

  /** `2019-05-31`. */
  @Column('date', { name: 'birth_date', nullable: true })
  birthDate!: string | null;

  @Column('text', { name: 'avatar_media_id', nullable: true })
  avatarMediaId!: string | null;
}

@Entity('profile_contact')
export class ProfileContact extends OwnedRow {
  @Column('text', { name: 'profile_id' })
  profileId!: string;

  @Column('text')
  kind!: string;

  @Column('text', { nullable: true })
  label!: string | null;

  @Column('text')
  value!: string;

  @Column('boolean', { name: 'is_primary', default: false })
  isPrimary!: boolean;

  @Column('integer', { default: 0 })
  position!: number;
}
