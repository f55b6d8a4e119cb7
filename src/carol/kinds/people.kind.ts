/** The people around the person: how to reach them, what ties them to whom, what was talked about. */
import {
  type KindDeclaration,
  boolean,
  choice,
  date,
  defineKind,
  json,
  markdown,
  media,
  optional,
  partialDate,
  position,
  reference,
  text,
  timestamp,
} from '../../portability/kinds.js';
import { CONTACT_KINDS } from './profile.kind.js';

export const people = defineKind({
  name: 'people',
  table: 'person',
  area: 'people',
  description: 'One person.',
  noun: ['person', 'people'],
  label: '{givenName}[ {familyName}]',
  fields: {
    givenName: text('The given name.'),
    familyName: optional(text('The family name.')),
    nickname: optional(text('What friends call them.')),
    pronouns: optional(text('Pronouns.')),
    birthday: optional(partialDate('The birthday, with or without the year.')),
    howWeMet: optional(markdown('How the two met, in Markdown.')),
    favorite: boolean('Whether the person is a favourite.', { default: false }),
    customFields: json('Whatever else is kept about the person, as an object.'),
    photo: optional(media('A picture of the person.', 'photo_media_id')),
  },
  order: ['createdAt'],
});

const ofPerson = (
  declaration: Pick<
    KindDeclaration,
    'name' | 'table' | 'description' | 'noun' | 'label' | 'fields' | 'order'
  >,
  key: string,
) => defineKind({ ...declaration, area: 'people', parent: { kind: 'people', column: 'person_id', key } });

export const personContacts = ofPerson(
  {
    name: 'personContacts',
    table: 'person_contact',
    description: 'A way to reach the person.',
    noun: ['contact', 'contacts'],
    label: '{parent}: {value}[ ({label|kind})]',
    fields: {
      kind: choice('What sort of contact this is.', CONTACT_KINDS),
      label: optional(text('A name for it: work, home.')),
      value: text('The address, number or name itself.'),
      isPrimary: boolean('Whether this is the one to use first.', { default: false }),
      position: position(),
    },
    order: ['position'],
  },
  'contacts',
);

export const personAddresses = ofPerson(
  {
    name: 'personAddresses',
    table: 'person_address',
    description: 'A postal address.',
    noun: ['address', 'addresses'],
    label: '{parent}: {street|city|region|postalCode|country|label}',
    fields: {
      label: optional(text('A name for it: home, office.')),
      street: optional(text('Street and number; may have several lines.')),
      city: optional(text('City.')),
      region: optional(text('State, province or region.')),
      postalCode: optional(text('Postal code.')),
      country: optional(text('Country.')),
    },
    order: ['createdAt'],
  },
  'addresses',
);

export const personDates = ofPerson(
  {
    name: 'personDates',
    table: 'person_date',
    description: 'A day to remember.',
    noun: ['date', 'dates'],
    label: '{parent}: {label}, {on}',
    fields: {
      label: text('What the day is: an anniversary, a name day.'),
      on: partialDate('The day, with or without the year.'),
      remind: boolean('Whether Carol reminds of it.', { default: false }),
    },
    order: ['createdAt'],
  },
  'dates',
);

export const personLinks = ofPerson(
  {
    name: 'personLinks',
    table: 'person_link',
    description: 'A page of or about the person.',
    noun: ['link', 'links'],
    label: '{parent}: {label|url}',
    fields: {
      label: optional(text('A name for it.')),
      url: text('The address of the page.'),
      position: position(),
    },
    order: ['position'],
  },
  'links',
);

export const personTags = ofPerson(
  {
    name: 'personTags',
    table: 'person_tag',
    description: 'A tag on the person.',
    noun: ['tag', 'tags'],
    label: '{parent}: {tag}',
    fields: { tag: text('The tag.') },
    order: ['createdAt'],
  },
  'tags',
);

export const personAffiliations = ofPerson(
  {
    name: 'personAffiliations',
    table: 'person_affiliation',
    description: 'A tie between the person and an organization.',
    noun: ['affiliation', 'affiliations'],
    label: '{parent}: [{title} at ]{organizationId}',
    fields: {
      organizationId: reference('The organization.', 'organizations'),
      title: optional(text('What the person is there.')),
      start: optional(partialDate('When it began.')),
      end: optional(partialDate('When it ended.')),
    },
    order: ['createdAt'],
  },
  'affiliations',
);

export const personRelationships = ofPerson(
  {
    name: 'personRelationships',
    table: 'person_relationship',
    description: 'A tie between the person and another.',
    noun: ['relationship', 'relationships'],
    label: '{parent}: {relatedPersonId} ({kind})',
    fields: {
      relatedPersonId: reference('The other person.', 'people'),
      kind: text(
        'What the other is to the person: spouse, parent, child, sibling, friend, colleague, manager, …',
      ),
      note: optional(markdown('More about it, in Markdown.')),
    },
    order: ['createdAt'],
  },
  'relationships',
);

export const personInteractions = ofPerson(
  {
    name: 'personInteractions',
    table: 'person_interaction',
    description: 'A meeting, a call, a letter.',
    noun: ['interaction', 'interactions'],
    label: '{parent}: {channel}, {occurredAt}',
    fields: {
      occurredAt: timestamp('When it took place.'),
      channel: text('How: in person, call, mail, …'),
      summary: markdown('What it was about, in Markdown.'),
      followUpOn: optional(date('The day to come back to it.')),
    },
    order: ['occurredAt'],
  },
  'interactions',
);
