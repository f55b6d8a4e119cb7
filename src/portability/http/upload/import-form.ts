/** The parts of an import's form beside the file. */
import { PortabilityError } from '../../errors.js';
import type { ModeRegistry } from '../../import/modes/mode.js';

export const IMPORT_FIELDS = ['mode', 'confirm'] as const;

/** Of a preview that tells row by row. */
export const ITEMS_FIELDS = ['mode'] as const;

export interface ImportForm {
  /** The name of a mode. */
  readonly mode: string;
  /** True, or a digest: of the plan that was previewed, or of the archive. */
  readonly confirm: true | string;
}

/** @throws PortabilityError `invalid-parameter`, `confirmation-required` */
export function readImportForm(fields: Readonly<Record<string, string>>, modes: ModeRegistry): ImportForm {
  const mode = readMode(fields, modes);
  if (mode === undefined) throw invalid('mode', 'is required', Object.keys(modes));
  const confirm = fields['confirm'];
  if (confirm === undefined || confirm === '' || confirm === 'false') {
    throw new PortabilityError(
      'confirmation-required',
      'An import changes data, so it must be confirmed: send confirm with the plan of the preview (of this mode), the sha256 of the archive, or true.',
    );
  }
  if (confirm === 'true') return { mode, confirm: true };
  if (!/^[0-9a-f]{64}$/i.test(confirm))
    throw invalid('confirm', 'is neither true nor a SHA-256 digest', ['<plan>', '<sha256>', 'true']);
  return { mode, confirm: confirm.toLowerCase() };
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
  new PortabilityError(
    'invalid-parameter',
    `The part ${parameter} ${detail}. Allowed: ${allowed.join(', ')}.`,
    {
      errors: [{ parameter, detail, allowed }],
    },
  );
