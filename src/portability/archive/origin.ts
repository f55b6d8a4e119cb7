/** The key by which an entry says under which UUID its row was first known, where that is not its own. */
import type { KindField } from './define-kind.js';
import { optional, reference } from './fields.js';

/** As a field, so that it is read, described and checked as one; it is no column of any kind. */
export const ORIGIN: KindField = {
  ...optional(
    reference(
      'The UUID under which this entry was first known, where its own had to be another one: by it an import finds the entry again. Remove it from a copy that you make by hand.',
      '',
    ),
  ),
  key: 'origin',
  column: '',
};

/** The UUID that an entry is known by everywhere. */
export const canonicalId = ({
  id,
  origin,
}: {
  readonly id: string;
  readonly origin: string | null;
}): string => origin ?? id;
