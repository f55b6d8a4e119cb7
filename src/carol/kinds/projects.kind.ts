/** Projects, what the person contributed to them, and the skills it took. */
import {
  date,
  defineKind,
  markdown,
  media,
  optional,
  partialDate,
  position,
  reference,
  text,
} from '../../portability/kinds.js';

export const projects = defineKind({
  name: 'projects',
  table: 'project',
  area: 'projects',
  description: 'One project.',
  noun: ['project', 'projects'],
  label: '{name}',
  fields: {
    name: text('The name of the project.'),
    summary: optional(text('The project in one line.')),
    description: optional(markdown('More about it, in Markdown.')),
    url: optional(text('Where it can be seen.')),
    repositoryUrl: optional(text('Where its source is.')),
    status: text('How it stands: active, paused, finished, …', { default: 'active' }),
    start: optional(partialDate('When it began.')),
    end: optional(partialDate('When it ended.')),
    organizationId: optional(reference('The organization that it was for.', 'organizations')),
    cover: optional(media('A picture of the project.', 'cover_media_id')),
  },
  order: ['createdAt'],
});

export const contributions = defineKind({
  name: 'contributions',
  table: 'contribution',
  area: 'projects',
  description: 'One thing that the person contributed to a project.',
  noun: ['contribution', 'contributions'],
  label: '{title}[ ({parent})]',
  parent: { kind: 'projects', column: 'project_id', key: 'contributions' },
  fields: {
    jobPositionId: optional(reference('The position in which it was made.', 'positions')),
    title: text('The contribution in one line.'),
    description: optional(markdown('More about it, in Markdown.')),
    impact: optional(markdown('What came of it, in Markdown.')),
    occurredOn: optional(date('The day on which it was made.')),
    position: position(),
  },
  order: ['position'],
});

export const contributionSkills = defineKind({
  name: 'contributionSkills',
  table: 'contribution_skill',
  area: 'projects',
  description: 'A skill that a contribution took.',
  noun: ['contribution skill', 'contribution skills'],
  label: '{skillId} for {parent}',
  parent: { kind: 'contributions', column: 'contribution_id', key: 'skills' },
  fields: { skillId: reference('The skill.', 'skills') },
  order: ['createdAt'],
});
