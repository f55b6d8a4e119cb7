/** The files of a new kind: what every row has, a title and a description; whoever asked goes on from there. */
import { randomUUID } from 'node:crypto';
import { capitalized, type NewKind } from './names.js';

export interface MigrationName {
  /** `0006`: the next number. */
  readonly number: string;
  /** Milliseconds, as TypeORM orders migrations. */
  readonly timestamp: number;
}

export const entityText = ({
  english,
  table,
  className,
  title,
  titleColumn,
}: NewKind): string => `/** ${capitalized(english[1])}. */
import { Column, Entity } from 'typeorm';
import { OwnedRow } from './owned-row.js';

@Entity('${table}')
export class ${className} extends OwnedRow {
  @Column('text'${title === titleColumn ? '' : `, { name: '${titleColumn}' }`})
  ${title}!: string;

  @Column('text', { nullable: true })
  description!: string | null;
}
`;

/** Names stand in quotes: \`order\` and \`user\` are words of SQL. */
export function migrationText(
  { english, name, table, titleColumn }: NewKind,
  { timestamp }: MigrationName,
): string {
  const className = `${capitalized(name)}${timestamp}`;
  return `/** The table of ${english[1]}. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ordered, REFERABLE, table, text } from './columns.js';

const STATEMENTS = [
  table('"${table}"', \`\${text('"${titleColumn}"')} NOT NULL\`, text('description'), REFERABLE),
  ...ordered('"${table}"', 'created_at'),
];

export class ${className} implements MigrationInterface {
  readonly name = '${className}';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "${table}"');
  }
}
`;
}

export const kindText = ({
  english: [one, many],
  name,
  table,
  title,
}: NewKind): string => `/** ${capitalized(many)}. */
import { defineKind, markdown, optional, text } from '../../portability/kinds.js';

export const ${name} = defineKind({
  name: '${name}',
  table: '${table}',
  area: '${name}',
  description: 'One ${one}.',
  noun: ['${one}', '${many}'],
  fields: {
    ${title}: text('What it is called.'),
    description: optional(markdown('More about it, in Markdown.')),
  },
  order: ['createdAt'],
});
`;

/** One entry of the demo account, as an export writes it. */
export const demoText = ({
  english: [one],
  name,
  title,
}: NewKind): string => `# yaml-language-server: $schema=schema/${name}.schema.json
${randomUUID()}:
  ${title}: My ${one}
  createdAt: '2024-02-04T03:46:55.408767Z'
  updatedAt: '2024-02-04T03:46:55.408767Z'
`;
