/** The trigger that refuses the statement by which an organization becomes its own ancestor. */

/** Names what was refused, as a constraint does, in an error of SQLSTATE 23514. */
const CONSTRAINT = 'organization_parent_acyclic';

/**
 * A circle that a statement closes goes through a row that it inserts or gives another parent: it is searched from those upwards.
 * What is not changed is not searched: a circle that is older than the trigger stays, and nobody who leaves it alone is told of it.
 *
 * Two sessions may each close half a circle, which neither sees. Therefore an UPDATE locks the ancestors until the commit: one
 * session waits for the other and then sees its half (READ COMMITTED), or fails to serialize (REPEATABLE READ). An INSERT need
 * not: nobody else can refer to its rows yet. The exception is a session that defers the foreign key and refers to a row that
 * another is about to insert; it waits for all writers of the table.
 *
 * Statements are planned anew each time (EXECUTE): the plan for one row would take hours for a million.
 */
const FUNCTION = `
CREATE FUNCTION organization_refuse_circle() RETURNS trigger LANGUAGE plpgsql AS $function$
DECLARE
  organizations text := TG_RELID::regclass::text;
  moved text;            -- SQL: the rows that have another parent than before
  start_at text[];       -- parents of those that are not among them
  climbed text[];        -- these and all their ancestors
  climbed_below text[];  -- the parent of each
  locked text[] := '{}';
  unlocked text[];
  is_missing bool;
  is_table_locked bool := false;
  parent int[];          -- the place of each row's parent in this array; 0 where it is not among the rows
  is_moved bool[];
  seen int[];            -- the row whose climb came by first; 0 where none did
  at int;
BEGIN
  IF NOT EXISTS (SELECT FROM changed WHERE parent_id IS NOT NULL) THEN
    RETURN NULL;
  END IF;
  moved := CASE TG_OP
    WHEN 'INSERT' THEN 'SELECT c.id, c.parent_id FROM changed c WHERE c.parent_id IS NOT NULL'
    ELSE 'SELECT c.id, c.parent_id FROM changed c LEFT JOIN former f ON f.id = c.id
      WHERE c.parent_id IS NOT NULL AND c.parent_id IS DISTINCT FROM f.parent_id'
  END;
  EXECUTE format(
    'WITH moved AS MATERIALIZED (%s)
     SELECT array_agg(DISTINCT m.parent_id) FILTER (WHERE p.id IS NULL)
     FROM moved m LEFT JOIN moved p ON p.id = m.parent_id', moved)
    INTO start_at;

  WHILE start_at IS NOT NULL LOOP
    -- LATERAL and OFFSET make it one look into the index for each row, however many rows there are.
    EXECUTE format(
      'WITH RECURSIVE climbed AS (
         SELECT o.id, o.parent_id FROM unnest($1) AS s (id)
         CROSS JOIN LATERAL (SELECT t.id, t.parent_id FROM %1$s t WHERE t.id = s.id OFFSET 0) o
         UNION
         SELECT o.id, o.parent_id FROM climbed c
         CROSS JOIN LATERAL (SELECT t.id, t.parent_id FROM %1$s t WHERE t.id = c.parent_id OFFSET 0) o)
       SELECT array_agg(id), array_agg(parent_id) FROM climbed', organizations)
      INTO climbed, climbed_below USING start_at;
    IF NOT is_table_locked THEN
      EXECUTE
        'SELECT EXISTS (SELECT unnest($1 || array_remove($3, NULL)) EXCEPT SELECT unnest($2))'
        INTO is_missing USING start_at, climbed, climbed_below;
      IF is_missing THEN
        EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', organizations);
        is_table_locked := true;
        CONTINUE;
      END IF;
    END IF;
    EXIT WHEN TG_OP = 'INSERT';
    EXECUTE format(
      'SELECT array_agg(id) FROM (
         SELECT unnest($1) AS id EXCEPT SELECT unnest($2) EXCEPT SELECT id FROM (%s) AS moved) AS others', moved)
      INTO unlocked USING climbed, locked;
    EXIT WHEN unlocked IS NULL;
    EXECUTE format('SELECT FROM %s t WHERE t.id = ANY ($1) ORDER BY t.id FOR SHARE', organizations) USING unlocked;
    -- Whoever held one of them may have given it another parent.
    locked := locked || unlocked;
  END LOOP;

  EXECUTE format(
    'WITH moved AS MATERIALIZED (%s),
     node AS MATERIALIZED (
       SELECT id, parent_id, is_moved, row_number() OVER () AS place FROM (
         SELECT id, parent_id, true AS is_moved FROM moved
         UNION ALL
         SELECT c.id, c.parent_id, false FROM unnest($1, $2) AS c (id, parent_id) LEFT JOIN moved m ON m.id = c.id
         WHERE m.id IS NULL) AS edge)
     SELECT array_agg(COALESCE(p.place, 0)::int ORDER BY n.place), array_agg(n.is_moved ORDER BY n.place)
     FROM node n LEFT JOIN node p ON p.id = n.parent_id
     HAVING bool_or(p.place IS NOT NULL)', moved)
    INTO parent, is_moved USING climbed, climbed_below;

  -- Each row is climbed over once; a climb that comes back to where it has been itself is on a circle.
  seen := array_fill(0, ARRAY[COALESCE(cardinality(parent), 0)]);
  FOR start IN 1 .. cardinality(seen) LOOP
    at := start;
    WHILE at > 0 AND seen[at] = 0 LOOP
      seen[at] := start;
      at := parent[at];
    END LOOP;
    IF at > 0 AND seen[at] = start THEN
      -- Once around: seen[] turns negative, so that it ends.
      WHILE seen[at] = start LOOP
        IF is_moved[at] THEN
          RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '${CONSTRAINT}',
            TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA, COLUMN = 'parent_id',
            MESSAGE = format('rows of %I are their own ancestors', TG_TABLE_NAME),
            DETAIL = 'Following parent_id leads back to where it began.';
        END IF;
        seen[at] := -start;
        at := parent[at];
      END LOOP;
    END IF;
  END LOOP;
  RETURN NULL;
END $function$`;

/** UPDATE OF a column and transition tables do not go together: the function compares. */
export const CREATE_TRIGGERS = [
  FUNCTION,
  `CREATE TRIGGER organization_insert_circle AFTER INSERT ON organization
     REFERENCING NEW TABLE AS changed
     FOR EACH STATEMENT EXECUTE FUNCTION organization_refuse_circle()`,
  `CREATE TRIGGER organization_update_circle AFTER UPDATE ON organization
     REFERENCING NEW TABLE AS changed OLD TABLE AS former
     FOR EACH STATEMENT EXECUTE FUNCTION organization_refuse_circle()`,
] as const;

export const DROP_TRIGGERS = [
  'DROP TRIGGER organization_insert_circle ON organization',
  'DROP TRIGGER organization_update_circle ON organization',
  'DROP FUNCTION organization_refuse_circle()',
] as const;
