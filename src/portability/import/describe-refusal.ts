/** Puts into words that the database does not take a row of the archive, or does not let go of one that is there. */
import type { Kind, KindField } from '../archive/define-kind.js';
import type { Fault } from '../archive/reference-faults.js';
import type { Issue } from '../errors.js';
import { isTwice, type Refusal } from '../storage/schema/refusal.js';
import { locate } from './describe.js';
import { listOfKeys, notUnique } from './not-unique.js';
import { wholeFile } from './issue-log.js';
import type { ImportScope } from './scope.js';

/** The row of the archive; that rows here could not be deleted; or undefined where nobody knows which it is. */
export type RefusedRows = { readonly rowId: string; readonly location: number } | 'deleted' | undefined;

export async function describeRefusal(
  scope: ImportScope,
  kind: Kind,
  refusal: Refusal,
  rows: RefusedRows,
): Promise<Issue> {
  const { names } = scope;
  if (rows === 'deleted' || rows === undefined)
    return {
      ...wholeFile(names.fileOf(kind.area)),
      ...(rows === 'deleted' ? keptByOthers(kind) : ruleOf(scope, kind, refusal)),
    };
  const [field] = fieldsOf(kind, refusal);
  const [found] = await locate(scope, [{ kind, ...rows, field }]);
  const [, location] = found as NonNullable<typeof found>;
  return { ...location, ...ruleOf(scope, kind, refusal) };
}

const fieldsOf = (kind: Kind, { columns }: Refusal): readonly KindField[] =>
  kind.fields.filter(({ column }) => columns.includes(column));

function ruleOf({ names }: ImportScope, kind: Kind, refusal: Refusal): Fault {
  const fields = fieldsOf(kind, refusal);
  return isTwice(refusal) ? notUnique(names, kind, fields) : refused(kind, listOfKeys(names, kind, fields));
}

const refused = ({ noun: [noun] }: Kind, keys: string): Fault => ({
  code: 'refused',
  detail: `The database here does not take this ${noun}${keys === '' ? '' : `: look at its ${keys}`}. Change it, or leave it out.`,
});

const keptByOthers = ({ noun: [, nouns] }: Kind): Fault => ({
  code: 'kept-reference',
  detail: `Some ${nouns} that would be deleted are still needed by something that is in no archive. Import it in another mode, or remove that first.`,
});
