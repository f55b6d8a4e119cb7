/** The kinds of rows that an archive counts, grouped as a person thinks of them. */
import type { en } from '../i18n/en';

export type Area = keyof typeof en.account.areas;
export type Kind = keyof typeof en.account.kinds;

/** The area files in their order; the first kind of each is the entry itself, the others hang on it. */
export const AREAS = [
  { area: 'profile', kinds: ['profile', 'profileContacts'] },
  { area: 'skills', kinds: ['skills', 'skillSections'] },
  { area: 'education', kinds: ['education'] },
  { area: 'jobs', kinds: ['jobs', 'positions'] },
  { area: 'projects', kinds: ['projects', 'contributions', 'contributionSkills'] },
  {
    area: 'people',
    kinds: [
      'people',
      'personContacts',
      'personAddresses',
      'personDates',
      'personLinks',
      'personTags',
      'personAffiliations',
      'personRelationships',
      'personInteractions',
    ],
  },
  { area: 'organizations', kinds: ['organizations', 'organizationLinks', 'organizationKeyPeople'] },
  { area: 'notes', kinds: ['notes', 'noteAttachments'] },
  { area: 'media', kinds: ['media'] },
] as const satisfies readonly { readonly area: Area; readonly kinds: readonly [Kind, ...Kind[]] }[];

export const KINDS: readonly Kind[] = AREAS.flatMap(({ kinds }) => kinds);
/** What a person would count first. */
export const MAIN_KINDS: readonly Kind[] = AREAS.map(({ kinds }) => kinds[0]);
