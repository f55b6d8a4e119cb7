/** The list of everything that Carol archives. To add a kind: `npm run new:kind`, or CONTRIBUTING.md by hand. */
import type { Kind } from '../../portability/kinds.js';
import { education } from './education.kind.js';
import { jobs, positions } from './jobs.kind.js';
import { media } from './media.kind.js';
import { noteAttachments, notes } from './notes.kind.js';
import { organizationKeyPeople, organizationLinks, organizations } from './organizations.kind.js';
import {
  people,
  personAddresses,
  personAffiliations,
  personContacts,
  personDates,
  personInteractions,
  personLinks,
  personRelationships,
  personTags,
} from './people.kind.js';
import { profile, profileContacts } from './profile.kind.js';
import { contributions, contributionSkills, projects } from './projects.kind.js';
import { skills, skillSections } from './skills.kind.js';

/** In the order of the manifest's counts; the root kinds give the order of the area files. */
export const CAROL_KINDS: readonly Kind[] = Object.freeze([
  profile,
  profileContacts,
  skillSections,
  skills,
  education,
  jobs,
  positions,
  projects,
  contributions,
  contributionSkills,
  people,
  personContacts,
  personAddresses,
  personDates,
  personLinks,
  personTags,
  personAffiliations,
  personRelationships,
  personInteractions,
  organizations,
  organizationLinks,
  organizationKeyPeople,
  notes,
  noteAttachments,
  media,
]);

/** Tables that are never archived, each with the reason. */
export const NEVER_ARCHIVED: Readonly<Record<string, string>> = Object.freeze({
  user: 'An account: its password hash never leaves.',
  user_identity: 'An account: sign-in by other services.',
  session: 'Who is signed in here, now.',
  personal_access_token: 'Keys to this instance.',
  login_attempt: 'Protects sign-in on this instance.',
  user_setting: 'How this instance looks and behaves for a person.',
  damaged_blob: 'Which files the blob store of this instance has lost or damaged.',
  import_receipt: 'What imports did on this instance, for a month.',
  import_run: 'How far imports on this instance are, and how they ended, for a month.',
  import_copy: 'What was there before imports on this instance, for undoing them, for a week.',
  upload: 'Archives that were uploaded to this instance to be imported, for a day.',
  row_origin: 'Goes along with the row, as its `origin`.',
  migrations: 'The state of this database, kept by TypeORM.',
});
