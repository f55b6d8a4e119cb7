/** The tables of the domain: what Carol holds for one person. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  child,
  choice,
  date,
  flag,
  MAX_BYTES,
  optional,
  ordered,
  partialDate,
  position,
  REFERABLE,
  required,
  table,
  text,
  timestamp,
} from './columns.js';

const SHA256 = `'^[0-9a-f]{64}$'`;

/** The largest integer that a JavaScript number holds exactly. */
const MAX_SAFE_INTEGER = 9_007_199_254_740_991n;

const CONTACT_KIND = choice('kind', 'email', 'phone', 'website', 'address', 'social', 'other');

const TABLES = [
  table(
    'profile',
    `${text('full_name')} NOT NULL`,
    text('headline'),
    text('pronouns'),
    text('summary'),
    text('location'),
    date('birth_date'),
    'avatar_media_id text',
    'UNIQUE (user_id)',
    REFERABLE,
  ),
  table(
    'profile_contact',
    'profile_id text NOT NULL',
    `${CONTACT_KIND} NOT NULL`,
    text('label'),
    `${text('value')} NOT NULL`,
    flag('is_primary'),
    position(),
  ),

  table('skill_section', `${text('name')} NOT NULL`, text('description'), position(), REFERABLE),
  table(
    'skill',
    'section_id text NOT NULL',
    `${text('name')} NOT NULL`,
    choice('level', 'beginner', 'elementary', 'intermediate', 'advanced', 'proficient', 'expert'),
    `years numeric(4,1) CHECK (years <> 'NaN')`,
    partialDate('last_used'),
    position(),
    REFERABLE,
  ),

  table(
    'education',
    `${text('institution')} NOT NULL`,
    'organization_id text',
    text('degree'),
    text('field'),
    partialDate('start'),
    partialDate('"end"'),
    text('grade'),
    text('description'),
    position(),
    REFERABLE,
  ),

  table(
    'job',
    `${text('company')} NOT NULL`,
    'organization_id text',
    text('employment_type'),
    text('location'),
    flag('remote'),
    partialDate('start'),
    partialDate('"end"'),
    text('description'),
    REFERABLE,
  ),
  table(
    'job_position',
    'job_id text NOT NULL',
    `${text('title')} NOT NULL`,
    partialDate('start'),
    partialDate('"end"'),
    text('description'),
    // A plain list: no NULL in it, one dimension, counted from 1; as long as a text, with every item in quotes.
    `highlights text[] NOT NULL DEFAULT '{}' CHECK (
      CASE WHEN coalesce(array_ndims(highlights), 1) = 1 AND coalesce(array_lower(highlights, 1), 1) = 1
        THEN array_position(highlights, NULL) IS NULL
          AND octet_length(highlights::text) + 2 * cardinality(highlights) <= ${MAX_BYTES}
        ELSE false
      END
    )`,
    position(),
    REFERABLE,
  ),

  table(
    'project',
    `${text('name')} NOT NULL`,
    text('summary'),
    text('description'),
    text('url'),
    text('repository_url'),
    `${text('status')} NOT NULL DEFAULT 'active'`,
    partialDate('start'),
    partialDate('"end"'),
    'organization_id text',
    'cover_media_id text',
    REFERABLE,
  ),
  table(
    'contribution',
    'project_id text NOT NULL',
    'job_position_id text',
    `${text('title')} NOT NULL`,
    text('description'),
    text('impact'),
    date('occurred_on'),
    position(),
    REFERABLE,
  ),
  table('contribution_skill', 'contribution_id text NOT NULL', 'skill_id text NOT NULL'),

  table(
    'person',
    `${text('given_name')} NOT NULL`,
    text('family_name'),
    text('nickname'),
    text('pronouns'),
    partialDate('birthday'),
    text('how_we_met'),
    flag('favorite'),
    `custom_fields jsonb NOT NULL DEFAULT '{}' CHECK (
      jsonb_typeof(custom_fields) = 'object' AND octet_length(custom_fields::text) <= ${MAX_BYTES}
    )`,
    'photo_media_id text',
    REFERABLE,
  ),
  table(
    'person_contact',
    'person_id text NOT NULL',
    `${CONTACT_KIND} NOT NULL`,
    text('label'),
    `${text('value')} NOT NULL`,
    flag('is_primary'),
    position(),
  ),
  table(
    'person_address',
    'person_id text NOT NULL',
    text('label'),
    text('street'),
    text('city'),
    text('region'),
    text('postal_code'),
    text('country'),
  ),
  table(
    'person_date',
    'person_id text NOT NULL',
    `${text('label')} NOT NULL`,
    `${partialDate('"on"')} NOT NULL`,
    flag('remind'),
  ),
  table('person_link', 'person_id text NOT NULL', text('label'), `${text('url')} NOT NULL`, position()),
  table('person_tag', 'person_id text NOT NULL', `${text('tag')} NOT NULL`),
  table(
    'person_affiliation',
    'person_id text NOT NULL',
    'organization_id text NOT NULL',
    text('title'),
    partialDate('start'),
    partialDate('"end"'),
  ),
  table(
    'person_relationship',
    'person_id text NOT NULL',
    'related_person_id text NOT NULL',
    `${text('kind')} NOT NULL`,
    text('note'),
  ),
  table(
    'person_interaction',
    'person_id text NOT NULL',
    `${timestamp('occurred_at')} NOT NULL`,
    `${text('channel')} NOT NULL`,
    `${text('summary')} NOT NULL`,
    date('follow_up_on'),
  ),

  table(
    'organization',
    `${text('name')} NOT NULL`,
    text('kind'),
    text('website'),
    text('industry'),
    text('description'),
    'parent_id text CHECK (parent_id <> id)',
    'logo_media_id text',
    REFERABLE,
  ),
  table(
    'organization_link',
    'organization_id text NOT NULL',
    text('label'),
    `${text('url')} NOT NULL`,
    position(),
  ),
  table(
    'organization_key_person',
    'organization_id text NOT NULL',
    'person_id text NOT NULL',
    `${text('role')} NOT NULL`,
    partialDate('since'),
  ),

  table(
    'note',
    text('title'),
    `${text('body')} NOT NULL`,
    flag('pinned'),
    choice('subject_type', 'person', 'organization', 'job', 'project', 'education'),
    'subject_id text',
    // One column per kind of subject, so that a foreign key can hold each of them.
    `subject_person_id text GENERATED ALWAYS AS (CASE WHEN subject_type = 'person' THEN subject_id END) STORED`,
    `subject_organization_id text GENERATED ALWAYS AS (CASE WHEN subject_type = 'organization' THEN subject_id END) STORED`,
    `subject_job_id text GENERATED ALWAYS AS (CASE WHEN subject_type = 'job' THEN subject_id END) STORED`,
    `subject_project_id text GENERATED ALWAYS AS (CASE WHEN subject_type = 'project' THEN subject_id END) STORED`,
    `subject_education_id text GENERATED ALWAYS AS (CASE WHEN subject_type = 'education' THEN subject_id END) STORED`,
    'CONSTRAINT note_subject_check CHECK ((subject_type IS NULL) = (subject_id IS NULL))',
    REFERABLE,
  ),
  table('note_attachment', 'note_id text NOT NULL', 'media_id text NOT NULL'),

  table(
    'media',
    `${text('file_name')} NOT NULL`,
    `${text('content_type')} NOT NULL`,
    `byte_size bigint NOT NULL CHECK (byte_size BETWEEN 0 AND ${MAX_SAFE_INTEGER})`,
    `sha256 text NOT NULL CHECK (sha256 ~ ${SHA256})`,
    // No blob is shared between users.
    `blob_key text NOT NULL CHECK (starts_with(blob_key, user_id || '/'))`,
    REFERABLE,
  ),
];

const LINKS = [
  ...optional('profile', 'avatar_media_id', 'media'),
  ...child('profile_contact', 'profile_id', 'profile', 'position'),

  ...ordered('skill_section', 'position'),
  ...child('skill', 'section_id', 'skill_section', 'position'),

  ...ordered('education', 'position'),
  ...optional('education', 'organization_id', 'organization'),

  ...ordered('job', 'created_at'),
  ...optional('job', 'organization_id', 'organization'),
  ...child('job_position', 'job_id', 'job', 'position'),

  ...ordered('project', 'created_at'),
  ...optional('project', 'organization_id', 'organization'),
  ...optional('project', 'cover_media_id', 'media'),
  ...child('contribution', 'project_id', 'project', 'position'),
  ...optional('contribution', 'job_position_id', 'job_position'),
  ...child('contribution_skill', 'contribution_id', 'contribution', 'created_at'),
  ...required('contribution_skill', 'skill_id', 'skill'),

  ...ordered('person', 'created_at'),
  ...optional('person', 'photo_media_id', 'media'),
  ...child('person_contact', 'person_id', 'person', 'position'),
  ...child('person_address', 'person_id', 'person', 'created_at'),
  ...child('person_date', 'person_id', 'person', 'created_at'),
  ...child('person_link', 'person_id', 'person', 'position'),
  ...child('person_tag', 'person_id', 'person', 'created_at'),
  ...child('person_affiliation', 'person_id', 'person', 'created_at'),
  ...required('person_affiliation', 'organization_id', 'organization'),
  ...child('person_relationship', 'person_id', 'person', 'created_at'),
  ...required('person_relationship', 'related_person_id', 'person'),
  ...child('person_interaction', 'person_id', 'person', 'occurred_at'),

  ...ordered('organization', 'created_at'),
  ...optional('organization', 'parent_id', 'organization'),
  ...optional('organization', 'logo_media_id', 'media'),
  ...child('organization_link', 'organization_id', 'organization', 'position'),
  ...child('organization_key_person', 'organization_id', 'organization', 'created_at'),
  ...required('organization_key_person', 'person_id', 'person'),

  ...ordered('note', 'created_at'),
  ...optional('note', 'subject_person_id', 'person'),
  ...optional('note', 'subject_organization_id', 'organization'),
  ...optional('note', 'subject_job_id', 'job'),
  ...optional('note', 'subject_project_id', 'project'),
  ...optional('note', 'subject_education_id', 'education'),
  ...child('note_attachment', 'note_id', 'note', 'created_at'),
  ...required('note_attachment', 'media_id', 'media'),

  ...ordered('media', 'created_at'),
  // Whether a blob is still in use is asked before it is removed.
  'CREATE INDEX ON media (user_id, blob_key)',
];

// In one statement: the tables refer to each other in circles.
const DROP = `DROP TABLE profile, profile_contact, skill_section, skill, education, job, job_position, project,
  contribution, contribution_skill, person, person_contact, person_address, person_date, person_link, person_tag,
  person_affiliation, person_relationship, person_interaction, organization, organization_link,
  organization_key_person, note, note_attachment, media`;

export class Domain1767225700000 implements MigrationInterface {
  readonly name = 'Domain1767225700000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...LINKS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP);
  }
}
