/** Notes and the files attached to them. */
import { Column, Entity } from 'typeorm';
import { OwnedRow } from './owned-row.js';

@Entity('note')
export class Note extends OwnedRow {
  @Column('text', { nullable: true })
  title!: string | null;

  @Column('text')
  body!: string;

  @Column('boolean', { default: false })
  pinned!: boolean;

  @Column('text', { name: 'subject_type', nullable: true })
  subjectType!: string | null;

  @Column('text', { name: 'subject_id', nullable: true })
  subjectId!: string | null;

  @Column({
    type: 'text',
    name: 'subject_person_id',
    nullable: true,
    insert: false,
    update: false,
    generatedType: 'STORED',
    asExpression: `CASE WHEN subject_type = 'person' THEN subject_id END`,
  })
  readonly subjectPersonId!: string | null;

  @Column({
    type: 'text',
    name: 'subject_organization_id',
    nullable: true,
    insert: false,
    update: false,
    generatedType: 'STORED',
    asExpression: `CASE WHEN subject_type = 'organization' THEN subject_id END`,
  })
  readonly subjectOrganizationId!: string | null;

  @Column({
    type: 'text',
    name: 'subject_job_id',
    nullable: true,
    insert: false,
    update: false,
    generatedType: 'STORED',
    asExpression: `CASE WHEN subject_type = 'job' THEN subject_id END`,
  })
  readonly subjectJobId!: string | null;

  @Column({
    type: 'text',
    name: 'subject_project_id',
    nullable: true,
    insert: false,
    update: false,
    generatedType: 'STORED',
    asExpression: `CASE WHEN subject_type = 'project' THEN subject_id END`,
  })
  readonly subjectProjectId!: string | null;

  @Column({
    type: 'text',
    name: 'subject_education_id',
    nullable: true,
    insert: false,
    update: false,
    generatedType: 'STORED',
    asExpression: `CASE WHEN subject_type = 'education' THEN subject_id END`,
  })
  readonly subjectEducationId!: string | null;
}

@Entity('note_attachment')
export class NoteAttachment extends OwnedRow {
  @Column('text', { name: 'note_id' })
  noteId!: string;

  @Column('text', { name: 'media_id' })
  mediaId!: string;
}
