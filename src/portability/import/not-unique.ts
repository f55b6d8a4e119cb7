/** Says that there can be only one with the same key: by a preview that has found it, or by an import that the database refused. */
import type { Kind, KindField } from '../archive/define-kind.js';
import type { Fault } from '../archive/reference-faults.js';
import type { ArchiveNames } from './archive-names.js';

/** `title and author`, as the archive calls them. */
export const listOfKeys = (
  names: Pick<ArchiveNames, 'keyOf'>,
  kind: Kind,
  fields: readonly KindField[],
): string => new Intl.ListFormat('en-GB').format(fields.map(({ key }) => names.keyOf(kind, key)));

/**
 * Whose the other one is stays open: a key may hold for all accounts, and nobody is told what others have.
 * @param fields none where there can be only one at all
 */
export function notUnique(
  names: Pick<ArchiveNames, 'keyOf'>,
  kind: Kind,
  fields: readonly KindField[],
): Fault {
  const same = fields.length === 0 ? '' : ` with the same ${listOfKeys(names, kind, fields)}`;
  return {
    code: 'not-unique',
    detail: `There can be only one ${kind.noun[0]}${same} here, and there is another one. Change one of them, or leave this one out.`,
  };
}
