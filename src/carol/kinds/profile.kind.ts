/** Who Carol's owner is, and how to reach them. */
import {
  boolean,
  choice,
  date,
  defineKind,
  markdown,
  media,
  optional,
  position,
  text,
} from '../../portability/kinds.js';

/** The ways to reach somebody. */
export const CONTACT_KINDS = ['email', 'phone', 'website', 'address', 'social', 'other'] as const;

export const profile = defineKind({
  name: 'profile',
  table: 'profile',
  area: 'profile',
  description: 'The one person whose Carol this is.',
  noun: ['profile', 'profiles'],
  label: '{fullName}',
  singleton: true,
  fields: {
    fullName: text('The full name, as it should be shown.'),
    headline: optional(text('One line about the person.')),
    pronouns: optional(text('Pronouns.')),
    summary: optional(markdown('A few paragraphs about the person, in Markdown.')),
    location: optional(text('Where the person lives.')),
    birthDate: optional(date('The day of birth.')),
    avatar: optional(media('A picture of the person.', 'avatar_media_id')),
  },
  order: ['createdAt'],
});

export const profileContacts = defineKind({
  name: 'profileContacts',
  table: 'profile_contact',
  area: 'profile',
  description: 'A way to reach the person.',
  noun: ['profile contact', 'profile contacts'],
  label: '{value}[ ({label|kind})]',
  parent: { kind: 'profile', column: 'profile_id', key: 'contacts' },
  fields: {
    kind: choice('What sort of contact this is.', CONTACT_KINDS),
    label: optional(text('A name for it: work, home.')),
    value: text('The address, number or name itself.'),
    isPrimary: boolean('Whether this is the one to use first.', { default: false }),
    position: position(),
  },
  order: ['position'],
});
