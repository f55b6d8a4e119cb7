/** Schools, degrees and courses. */
import {
  defineKind,
  markdown,
  optional,
  partialDate,
  position,
  reference,
  text,
} from '../../portability/kinds.js';

export const education = defineKind({
  name: 'education',
  table: 'education',
  area: 'education',
  description: 'One course of study.',
  noun: ['education entry', 'education entries'],
  label: '[{degree|field} at ]{institution}[, {start}–{end}]',
  fields: {
    institution: text('The name of the school, as it should be shown.'),
    organizationId: optional(reference('The school among the organizations.', 'organizations')),
    degree: optional(text('The degree.')),
    field: optional(text('The field of study.')),
    start: optional(partialDate('When it began.')),
    end: optional(partialDate('When it ended.')),
    grade: optional(text('The grade, in whatever system.')),
    description: optional(markdown('More about it, in Markdown.')),
    position: position(),
  },
  order: ['position'],
});
