/** Generated from the service's kinds by "npm run docs": the areas of an archive, and the kinds of rows in each. */

/** In the order of the files; the first kind of each is what a person would count first, the others hang on it. */
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
] as const;
