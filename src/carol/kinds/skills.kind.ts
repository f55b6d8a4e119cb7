/** What the person can do, in sections. */
import {
  choice,
  decimal,
  defineKind,
  markdown,
  optional,
  partialDate,
  position,
  text,
} from '../../portability/kinds.js';

export const SKILL_LEVELS = [
  'beginner',
  'elementary',
  'intermediate',
  'advanced',
  'proficient',
  'expert',
] as const;

export const skillSections = defineKind({
  name: 'skillSections',
  table: 'skill_section',
  area: 'skills',
  description: 'A section that groups skills.',
  noun: ['skill section', 'skill sections'],
  label: '{name}',
  fields: {
    name: text('The name of the section.'),
    description: optional(markdown('What belongs here, in Markdown.')),
    position: position(),
  },
  order: ['position'],
});

export const skills = defineKind({
  name: 'skills',
  table: 'skill',
  area: 'skills',
  description: 'One skill.',
  noun: ['skill', 'skills'],
  label: '{name}',
  parent: { kind: 'skillSections', column: 'section_id', key: 'skills' },
  fields: {
    name: text('The name of the skill.'),
    level: optional(choice('How well it is mastered.', SKILL_LEVELS)),
    years: optional(decimal('Years of practice.', 4, 1)),
    lastUsed: optional(partialDate('When it was last used.')),
    position: position(),
  },
  order: ['position'],
});
