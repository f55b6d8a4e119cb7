/** The boundary of a form and how its body begins: what is wrong with it is said exactly, as whoever wrote the client has to mend it. */
import { PortabilityError } from '../../errors.js';

/** In so many bytes the first part must begin: what may stand before it says nothing (RFC 2046, section 5.1.1). */
const HEAD_BYTES = 1_024;
const MAX_BOUNDARY = 70;

const ADVICE = 'Let a library build the form, and send the Content-Type that it gives.';

export const malformedForm = (what: string, cause?: unknown): PortabilityError =>
  new PortabilityError('malformed-multipart', `${what} ${ADVICE}`, {}, { cause });

/**
 * The boundary that a Content-Type names. Unquoted it may have signs that only a quoted one may: many clients write `/` and `=`.
 * @throws PortabilityError `malformed-multipart`
 */
export function boundaryOf(contentType: string): string {
  const [, parameter, quoted] = /;\s*boundary=("((?:[^"\\]|\\.)*)"|[^\s;]*)/i.exec(contentType) ?? [];
  const boundary = quoted?.replace(/\\(.)/g, '$1') ?? parameter;
  if (boundary === undefined || boundary === '') {
    throw malformedForm('The Content-Type of the form names no boundary.');
  }
  if (boundary.length > MAX_BOUNDARY) {
    throw malformedForm(
      `The boundary of the form has ${boundary.length} characters; ${MAX_BOUNDARY} are allowed.`,
    );
  }
  if (!/^[\x20-\x7e]*[\x21-\x7e]$/.test(boundary) || /["\\]/.test(boundary)) {
    throw malformedForm('The boundary of the form has characters that none may have.');
  }
  return boundary;
}

/** The Content-Type with a boundary that every parser understands. */
export const contentTypeWith = (boundary: string): string => `multipart/form-data; boundary="${boundary}"`;

export interface FormHead {
  /** Looks at the next bytes of the body. @returns what is wrong with its beginning, as soon as that is seen */
  add(chunk: Buffer): PortabilityError | undefined;
  /** What the parser's complaint means to whoever wrote the client; undefined where it is none about the form. */
  explain(error: unknown): PortabilityError | undefined;
}

export function createFormHead(boundary: string): FormHead {
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  let head: Buffer = Buffer.alloc(0);
  let isFound = false;

  const wrong = (): PortabilityError | undefined => {
    const at = head.indexOf(delimiter);
    if (at === -1) return head.length < HEAD_BYTES ? undefined : withoutBoundary(head);
    const next = head[at + delimiter.length];
    if (next === 0x0a) {
      return malformedForm(
        'The lines of the form end in LF alone; they must end in CR LF (RFC 2046, section 5.1).',
      );
    }
    isFound = next !== undefined;
    return undefined;
  };

  return {
    add(chunk) {
      if (isFound) return undefined;
      head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length + delimiter.length + 1)]);
      return wrong();
    },
    explain(error) {
      const { message = '' } = error as { readonly message?: string };
      if (message === 'Malformed part header') {
        return malformedForm(
          'The headers of a part cannot be read: each is a line “Name: value” that ends in CR LF, and an empty line ends them.',
          error,
        );
      }
      if (!/^(Unexpected end of (form|file)|Multipart: )/.test(message)) return undefined;
      if (head.length === 0) return malformedForm('The request has no body.', error);
      if (!isFound) return withoutBoundary(head, error);
      return malformedForm(`The form ends before its last line, --${boundary}--.`, error);
    },
  };
}

/** What came where the boundary should be. */
function withoutBoundary(head: Buffer, cause?: unknown): PortabilityError {
  if ((head[0] === 0x1f && head[1] === 0x8b) || head.subarray(0, 2).toString() === 'PK') {
    return malformedForm(
      'The body is the archive itself: it must be a form with the archive in a part named file.',
      cause,
    );
  }
  const other = /^--([\x21-\x7e]{1,70})\r?\n/.exec(head.toString('latin1'))?.[1];
  return malformedForm(
    other === undefined
      ? 'The body does not begin with the boundary that its Content-Type names.'
      : 'The body begins with another boundary than its Content-Type names.',
    cause,
  );
}
