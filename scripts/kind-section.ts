/** The part of docs/archive-format.md that describes one kind: its place, its keys, what refers to what. */
import {
  type Kind,
  type KindField,
  type KindGraph,
  type LeftOut,
  defaultWhenAbsent,
  VALUE_FORMATS,
} from '../src/portability/kinds.js';
import { cell } from './markdown.js';

/** The section of a kind; its keys in archive order, the rows that nest under it last. */
export function kindSection(graph: KindGraph, kind: Kind): string {
  const children = graph
    .childrenOf(kind)
    .map(
      (child) =>
        `| \`${child.parent?.key}\` | mapping from UUID to ${child.noun[0]} | none | See [${child.name}](#${child.name.toLowerCase()}). |`,
    );
  return `### ${kind.name}

${kind.description} ${place(graph, kind)}${kind.singleton ? ' There is at most one.' : ''}

| key | type | left out | |
| --- | --- | --- | --- |
${[...kind.fields.map((field) => row(kind, field)), ...children].join('\n')}
`;
}

function place(graph: KindGraph, kind: Kind): string {
  const path = graph
    .lineage(kind)
    .map((step) => `${step.parent ? `${step.parent.key}/` : ''}<uuid>`)
    .join('/');
  return `At \`${path}\`.`;
}

const row = (kind: Kind, field: KindField): string =>
  `| \`${field.key}\` | ${cell(typeOf(field))} | ${LEFT_OUT[defaultWhenAbsent(kind, field)](field)} | ${cell(field.description)} |`;

function typeOf(field: KindField): string {
  switch (field.type) {
    case 'markdown':
      return 'text (Markdown)';
    case 'choice':
      return field.values.map((value) => `\`${value}\``).join(', ');
    case 'boolean':
      return '`true` or `false`';
    case 'integer':
      return `whole number, ${field.min} to ${field.max}`;
    case 'decimal':
      return `number, ${field.precision - field.scale} digits before and ${field.scale} after the point`;
    case 'date':
      return 'day';
    case 'partialDate':
      return 'partial date';
    case 'timestamp':
      return 'instant';
    case 'textList':
      return 'list of texts';
    case 'list':
      return `list of: ${typeOf({ ...field, ...field.item })}`;
    case 'value':
      return VALUE_FORMATS[field.format].summary;
    case 'json':
      return 'mapping of any shape';
    case 'digest':
      return '64 lower-case hexadecimal digits';
    case 'reference':
      return `UUID of ${targets(field.target)}${field.acyclic ? '; must not lead back to where it started' : ''}`;
    case 'media':
      return 'path of a media file';
    case 'text':
      return 'text';
  }
}

const link = (kind: string): string => `[${kind}](#${kind.toLowerCase()})`;

const targets = (target: (KindField & { type: 'reference' })['target']): string =>
  typeof target === 'string'
    ? link(target)
    : `${Object.entries(target.kinds)
        .map(([value, kind]) => `${link(kind)} (\`${value}\`)`)
        .join(', ')}, as \`${target.by}\` says`;

const LEFT_OUT = {
  required: () => '**required**',
  null: () => 'null',
  default: (field) => `\`${JSON.stringify(field.default)}\``,
  empty: () => 'empty',
  exportedAt: () => '`exportedAt`',
  file: () => 'read from the file',
} as const satisfies Record<LeftOut, (field: KindField) => string>;
