/** The parts of an import's form beside the file. */
import { PortabilityError } from '../../errors.js';
import type { KindGraph } from '../../archive/graph.js';
import type { ModeRegistry } from '../../import/modes/mode.js';
import { areasNamed, skipNamed, type PartChoice } from '../../import/part.js';

/** Of every form: which part of the archive is meant. */
export const PART_FIELDS = ['areas', 'skip'] as const;

export const IMPORT_FIELDS = ['mode', 'confirm', 'undo', ...PART_FIELDS] as const;

/** Of a preview that tells row by row. */
export const ITEMS_FIELDS = ['mode', ...PART_FIELDS] as const;

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

/** Of a request without a file, all that it may have. */
export const CONFIRM_FIELDS = ['confirm'] as const;

/** The same of a request without a file: in its query, or in its form. */
export function readConfirmAlone(
  query: unknown,
  { confirm }: Readonly<Record<string, string>>,
): true | string | undefined {
  const sent = query ?? confirm;
  if ((sent === undefined || typeof sent === 'string') && (confirm === undefined || confirm === sent))
    return readConfirm(sent);
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

/**
 * Which part of the archive is meant, all of it where nothing is said.
 * @throws PortabilityError `invalid-parameter`
 */
export function readPart({ areas, skip }: Readonly<Record<string, string>>, graph: KindGraph): PartChoice {
  return {
    ...(areas !== undefined && { areas: areasNamed(graph, areas) }),
    ...(skip !== undefined && { skip: skipNamed(skip) }),
  };
}

/** The areas that a request without a form names in its query; undefined where it names none. @throws as `readPart` */
export function readAreasQuery(query: unknown, graph: KindGraph): readonly string[] | undefined {
  if (query === undefined) return undefined;
  return areasNamed(graph, typeof query === 'string' ? query : '');
}

/** Whether an export has files beside the data. @throws PortabilityError `invalid-parameter` */
export function readViewerQuery(query: unknown): boolean {
  if (query === undefined || query === 'true') return true;
  if (query === 'false') return false;
  throw invalid('viewer', 'is neither', ['true', 'false']);
}

const invalid = (parameter: string, detail: string, allowed: readonly string[]): PortabilityError =>
  new PortabilityError('invalid-parameter', `${parameter} ${detail}. Allowed: ${allowed.join(', ')}.`, {
    errors: [{ parameter, detail, allowed }],
  });
