/** The parts of an import's form beside the file. */
import { PortabilityError } from '../../errors.js';
import type { ModeRegistry } from '../../import/modes/mode.js';

export const IMPORT_FIELDS = ['mode', 'confirm', 'undo'] as const;

/** Of a preview that tells row by row. */
export const ITEMS_FIELDS = ['mode'] as const;

export interface ImportForm {
  /** The name of a mode. */
  readonly mode: string;
  /** True, or a digest: of the plan that was previewed, or of the archive. */
  readonly confirm: true | string;
  /** Whether what is there before is to be kept, so that the import can be undone. */
  readonly keepsCopy: boolean;
}

/** @throws PortabilityError `invalid-parameter`, `confirmation-required` */
export function readImportForm(fields: Readonly<Record<string, string>>, modes: ModeRegistry): ImportForm {
  const mode = readMode(fields, modes);
  if (mode === undefined) throw invalid('mode', 'is required', Object.keys(modes));
  const confirm = readConfirm(fields['confirm']);
  if (confirm === undefined) {
    throw new PortabilityError(
      'confirmation-required',
      'An import changes data, so it must be confirmed: send confirm with the plan of the preview (of this mode), the sha256 of the archive, or true.',
    );
  }
  const { undo = 'true' } = fields;
  if (undo !== 'true' && undo !== 'false')
    throw invalid('undo', 'is neither true nor false', ['true', 'false']);
  return { mode, confirm, keepsCopy: undo === 'true' };
}

/**
 * What was agreed to; undefined where nothing was.
 * @throws PortabilityError `invalid-parameter`
 */
function readConfirm(confirm: string | undefined): true | string | undefined {
  if (confirm === undefined || confirm === '' || confirm === 'false') return undefined;
  if (confirm === 'true') return true;
  if (!/^[0-9a-f]{64}$/i.test(confirm))
    throw invalid('confirm', 'is neither true nor a SHA-256 digest', ['<plan>', '<sha256>', 'true']);
  return confirm.toLowerCase();
}

/** The same of a request without a form: in its query. */
export function readConfirmQuery(query: unknown): true | string | undefined {
  if (query === undefined || typeof query === 'string') return readConfirm(query);
  throw invalid('confirm', 'must be there once', ['<plan>', 'true']);
}

/** @returns undefined where there is none @throws PortabilityError `invalid-parameter` */
export function readMode(
  { mode }: Readonly<Record<string, string>>,
  modes: ModeRegistry,
): string | undefined {
  const names = Object.keys(modes);
  if (mode !== undefined && !names.includes(mode)) throw invalid('mode', 'is not a mode', names);
  return mode;
}

const invalid = (parameter: string, detail: string, allowed: readonly string[]): PortabilityError =>
  new PortabilityError('invalid-parameter', `${parameter} ${detail}. Allowed: ${allowed.join(', ')}.`, {
    errors: [{ parameter, detail, allowed }],
  });
