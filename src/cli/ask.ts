/** Previews an import into an account of this instance, and asks whether to do it. */
import type { Account } from '../accounts/accounts.service.js';
import type { PartChoice } from '../portability/files.js';
import { agree, type Question } from './agree.js';
import type { ArchiveFile } from './archive-file.js';
import type { Carol } from './carol.js';
import { preview } from './preview.js';
import type { Run } from './run.js';

export interface Asked extends PartChoice, Question {
  readonly upload: ArchiveFile;
}

/** @returns what was agreed to: the digest of the plan that was shown; undefined where the person said no */
export async function ask(
  run: Run,
  carol: Carol,
  { id, email }: Account,
  { mode, what, ...archive }: Asked,
): Promise<string | undefined> {
  const report = await preview(carol, id, archive, run.signal);
  return agree(run, carol.portability.graph, report, { mode, what: `${what} for ${email}` });
}
