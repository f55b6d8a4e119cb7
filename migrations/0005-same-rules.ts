/** The tables take what an import takes, and refuse what it refuses. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CREATE_TRIGGERS, DROP_TRIGGERS } from './0005-refuse-circle.js';

/** The longest text, list or JSON, in bytes. */
const MAX_BYTES = 1_048_576;

/** Objects and lists within one another, the outermost counted: two more stand around them in an archive, which may have 64. */
const MAX_JSON_DEPTH = 62;

/** The outermost has level 0 in a path. */
const TOO_DEEP = `$.**{${MAX_JSON_DEPTH} to last} ? (@.type() == "object" || @.type() == "array")`;

/** A plain list: no NULL in it, one dimension, counted from 1. */
const highlights = (length: string): string => `CHECK (
  CASE WHEN coalesce(array_ndims(highlights), 1) = 1 AND coalesce(array_lower(highlights, 1), 1) = 1
    THEN array_position(highlights, NULL) IS NULL AND ${length} <= ${MAX_BYTES}
    ELSE false
  END
)`;

/** Its length with every item in quotes, as an import counts it: three bytes for each, two around them all, no comma at the end. */
const LENGTH_IN_QUOTES = String.raw`octet_length(replace(replace(array_to_string(highlights, ''), '\', '\\'), '"', '\"'))
  + greatest(3 * cardinality(highlights) + 1, 2)`;

/** Counted an item twice that PostgreSQL puts into quotes by itself. */
const FORMER_LENGTH = 'octet_length(highlights::text) + 2 * cardinality(highlights)';

const replaceHighlightsCheck = (length: string): string =>
  `ALTER TABLE job_position DROP CONSTRAINT job_position_highlights_check,
     ADD CONSTRAINT job_position_highlights_check ${highlights(length)} NOT VALID`;

/** An old row that breaks the rule does not stop the migration; the rule then holds for what is written from now on. */
const validateWhereItHolds = (table: string, constraint: string): string =>
  `DO $$ BEGIN
     ALTER TABLE ${table} VALIDATE CONSTRAINT ${constraint};
   EXCEPTION WHEN check_violation THEN NULL;
   END $$`;

export class SameRules1767226000000 implements MigrationInterface {
  readonly name = 'SameRules1767226000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(replaceHighlightsCheck(LENGTH_IN_QUOTES));
    // What the former rule took, this one takes.
    await runner.query('ALTER TABLE job_position VALIDATE CONSTRAINT job_position_highlights_check');
    await runner.query(`ALTER TABLE person ADD CONSTRAINT person_custom_fields_depth_check
      CHECK (NOT jsonb_path_exists(custom_fields, 'strict ${TOO_DEEP}')) NOT VALID`);
    await runner.query(validateWhereItHolds('person', 'person_custom_fields_depth_check'));
    for (const statement of CREATE_TRIGGERS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DROP_TRIGGERS) await runner.query(statement);
    await runner.query('ALTER TABLE person DROP CONSTRAINT person_custom_fields_depth_check');
    await runner.query(replaceHighlightsCheck(FORMER_LENGTH));
    await runner.query(validateWhereItHolds('job_position', 'job_position_highlights_check'));
  }
}
