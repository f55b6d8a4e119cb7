/** Organizations, their pages and the people who matter there. */
import {
  defineKind,
  markdown,
  media,
  optional,
  partialDate,
  position,
  reference,
  text,
} from '../../portability/kinds.js';

export const organizations = defineKind({
  name: 'organizations',
  table: 'organization',
  area: 'organizations',
  description: 'One organization.',
  noun: ['organization', 'organizations'],
  label: '{name}',
  fields: {
    name: text('The name of the organization.'),
    kind: optional(text('Company, school, association, …')),
    website: optional(text('Its website.')),
    industry: optional(text('Its industry.')),
    description: optional(markdown('More about it, in Markdown.')),
    parentId: optional(reference('The organization that it belongs to.', 'organizations', { acyclic: true })),
    logo: optional(media('Its logo.', 'logo_media_id')),
  },
  order: ['createdAt'],
});

export const organizationLinks = defineKind({
  name: 'organizationLinks',
  table: 'organization_link',
  area: 'organizations',
  description: 'A page of or about the organization.',
  noun: ['organization link', 'organization links'],
  label: '{parent}: {label|url}',
  parent: { kind: 'organizations', column: 'organization_id', key: 'links' },
  fields: {
    label: optional(text('A name for it.')),
    url: text('The address of the page.'),
    position: position(),
  },
  order: ['position'],
});

export const organizationKeyPeople = defineKind({
  name: 'organizationKeyPeople',
  table: 'organization_key_person',
  area: 'organizations',
  description: 'A person who matters at the organization.',
  noun: ['key person', 'key people'],
  label: '{parent}: {personId} ({role})',
  parent: { kind: 'organizations', column: 'organization_id', key: 'keyPeople' },
  fields: {
    personId: reference('The person.', 'people'),
    role: text('What the person does there.'),
    since: optional(partialDate('Since when.')),
  },
  order: ['createdAt'],
});
