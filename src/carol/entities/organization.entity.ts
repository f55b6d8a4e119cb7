/** Organizations, their pages and their key people. */
import { Column, Entity } from 'typeorm';
import { OwnedRow } from './owned-row.js';

@Entity('organization')
export class Organization extends OwnedRow {
  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  kind!: string | null;

  @Column('text', { nullable: true })
  website!: string | null;

  @Column('text', { nullable: true })
  industry!: string | null;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text', { name: 'parent_id', nullable: true })
  parentId!: string | null;

  @Column('text', { name: 'logo_media_id', nullable: true })
  logoMediaId!: string | null;
}

@Entity('organization_link')
export class OrganizationLink extends OwnedRow {
  @Column('text', { name: 'organization_id' })
  organizationId!: string;

  @Column('text', { nullable: true })
  label!: string | null;

  @Column('text')
  url!: string;

  @Column('integer', { default: 0 })
  position!: number;
}

@Entity('organization_key_person')
export class OrganizationKeyPerson extends OwnedRow {
  @Column('text', { name: 'organization_id' })
  organizationId!: string;

  @Column('text', { name: 'person_id' })
  personId!: string;

  @Column('text')
  role!: string;

  /** `2019`, `2019-05`, `2019-05-31` or `--05-31`. */
  @Column('text', { nullable: true })
  since!: string | null;
}
