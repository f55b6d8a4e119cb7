/** People, and everything kept about one of them. */
import { Column, Entity } from 'typeorm';
import { instant } from './instant.js';
import { OwnedRow } from './owned-row.js';

@Entity('person')
export class Person extends OwnedRow {
  @Column('text', { name: 'given_name' })
  givenName!: string;

  @Column('text', { name: 'family_name', nullable: true })
  familyName!: string | null;

  @Column('text', { nullable: true })
  nickname!: string | null;

  @Column('text', { nullable: true })
  pronouns!: string | null;

  /** `2019`, `2019-05`, `2019-05-31` or `--05-31`. */
  @Column('text', { nullable: true })
  birthday!: string | null;

  @Column('text', { name: 'how_we_met', nullable: true })
  howWeMet!: string | null;

  @Column('boolean', { default: false })
  favorite!: boolean;

  @Column('jsonb', { name: 'custom_fields', default: () => `'{}'` })
  customFields!: Record<string, unknown>;

  @Column('text', { name: 'photo_media_id', nullable: true })
  photoMediaId!: string | null;
}

@Entity('person_contact')
export class PersonContact extends OwnedRow {
  @Column('text', { name: 'person_id' })
  personId!: string;

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

@Entity('person_address')
export class PersonAddress extends OwnedRow {
  @Column('text', { name: 'person_id' })
  personId!: string;

  @Column('text', { nullable: true })
  label!: string | null;

  @Column('text', { nullable: true })
  street!: string | null;

  @Column('text', { nullable: true })
  city!: string | null;

  @Column('text', { nullable: true })
  region!: string | null;

  @Column('text', { name: 'postal_code', nullable: true })
  postalCode!: string | null;

  @Column('text', { nullable: true })
  country!: string | null;
}

@Entity('person_date')
export class PersonDate extends OwnedRow {
  @Column('text', { name: 'person_id' })
  personId!: string;

  @Column('text')
  label!: string;

  /** `2019`, `2019-05`, `2019-05-31` or `--05-31`. */
  @Column('text')
  on!: string;

  @Column('boolean', { default: false })
  remind!: boolean;
}

@Entity('person_link')
export class PersonLink extends OwnedRow {
  @Column('text', { name: 'person_id' })
  personId!: string;

  @Column('text', { nullable: true })
  label!: string | null;

  @Column('text')
  url!: string;

  @Column('integer', { default: 0 })
  position!: number;
}

@Entity('person_tag')
export class PersonTag extends OwnedRow {
  @Column('text', { name: 'person_id' })
  personId!: string;

  @Column('text')
  tag!: string;
}

@Entity('person_affiliation')
export class PersonAffiliation extends OwnedRow {
  @Column('text', { name: 'person_id' })
  personId!: string;

  @Column('text', { name: 'organization_id' })
  organizationId!: string;

  @Column('text', { nullable: true })
  title!: string | null;

  /** `2019`, `2019-05`, `2019-05-31` or `--05-31`. */
  @Column('text', { nullable: true })
  start!: string | null;

  /** `2019`, `2019-05`, `2019-05-31` or `--05-31`. */
  @Column('text', { nullable: true })
  end!: string | null;
}

@Entity('person_relationship')
export class PersonRelationship extends OwnedRow {
  @Column('text', { name: 'person_id' })
  personId!: string;

  @Column('text', { name: 'related_person_id' })
  relatedPersonId!: string;

  @Column('text')
  kind!: string;

  @Column('text', { nullable: true })
  note!: string | null;
}

@Entity('person_interaction')
export class PersonInteraction extends OwnedRow {
  @Column('text', { name: 'person_id' })
  personId!: string;

  @Column('timestamptz', { name: 'occurred_at', transformer: instant })
  occurredAt!: string;

  @Column('text')
  channel!: string;

  @Column('text')
  summary!: string;

  /** `2019-05-31`. */
  @Column('date', { name: 'follow_up_on', nullable: true })
  followUpOn!: string | null;
}
