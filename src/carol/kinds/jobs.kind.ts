/** Employers, and the positions held there. */
import {
  boolean,
  defineKind,
  markdown,
  optional,
  partialDate,
  position,
  reference,
  text,
  textList,
} from '../../portability/kinds.js';

export const jobs = defineKind({
  name: 'jobs',
  table: 'job',
  area: 'jobs',
  description: 'One employment.',
  noun: ['job', 'jobs'],
  label: '{company}[, {start}–{end}]',
  fields: {
    company: text('The name of the employer, as it should be shown.'),
    organizationId: optional(reference('The employer among the organizations.', 'organizations')),
    employmentType: optional(text('Full-time, part-time, freelance, …')),
    location: optional(text('Where the work was.')),
    remote: boolean('Whether the work was remote.', { default: false }),
    start: optional(partialDate('When it began.')),
    end: optional(partialDate('When it ended.')),
    description: optional(markdown('More about it, in Markdown.')),
  },
  order: ['createdAt'],
});

export const positions = defineKind({
  name: 'positions',
  table: 'job_position',
  area: 'jobs',
  description: 'A position held within a job.',
  noun: ['position', 'positions'],
  label: '{title}[ at {parent.company}][, {start}–{end}]',
  parent: { kind: 'jobs', column: 'job_id', key: 'positions' },
  fields: {
    title: text('The title of the position.'),
    start: optional(partialDate('When it began.')),
    end: optional(partialDate('When it ended.')),
    description: optional(markdown('More about it, in Markdown.')),
    highlights: textList('What stood out, one line each.'),
    position: position(),
  },
  order: ['position'],
});
