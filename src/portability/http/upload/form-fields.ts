/** What a form has beside a file, each part once and none that is not known. */
import { json, urlencoded, type Request, type RequestHandler, type Response } from 'express';
import multer from 'multer';
import { PortabilityError } from '../../errors.js';
import { hasBody } from '../problems/answer.js';
import { fileWithoutName } from '../problems/translate-request.js';

export const FILE_PART = 'file';

/** Of a form without a file, bytes. */
const SMALL = 8 * 1_024;

/** How a form without a file may be written. */
const PARSERS: Readonly<Record<string, RequestHandler>> = {
  'multipart/form-data': multer({ limits: { fields: 4, parts: 4, fieldSize: SMALL } }).none(),
  'application/x-www-form-urlencoded': urlencoded({ extended: false, limit: SMALL }),
  'application/json': json({ limit: SMALL }),
};

/** The media types of a form without a file. */
export const SMALL_FORMS = Object.keys(PARSERS);

/**
 * Reads a form without a file; one that is not there has no fields.
 * @throws PortabilityError of the request phase, or whatever a parser throws
 */
export async function receiveFields(
  request: Request,
  response: Response,
  names: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  if (!hasBody(request)) return {};
  const type = request.is(SMALL_FORMS);
  const parse = PARSERS[String(type)];
  if (!parse)
    throw new PortabilityError('unsupported-media-type', `Send a body as one of: ${SMALL_FORMS.join(', ')}.`);
  await new Promise<void>((resolve, reject) => {
    void parse(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
  });
  return readFields(request.body, names);
}

export function readFields(body: unknown, names: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    // A file part without a file name arrives as a field.
    if (name === FILE_PART) throw fileWithoutName();
    if (!names.includes(name)) throw unexpectedPart(name);
    // Of JSON.
    const text = typeof value === 'boolean' ? String(value) : value;
    if (typeof text !== 'string') {
      throw new PortabilityError('invalid-parameter', `The part ${name} must be there once.`, {
        errors: [{ parameter: name, detail: 'must be there once, as plain text' }],
      });
    }
    fields[name] = text;
  }
  return fields;
}

export const unexpectedPart = (name: string): PortabilityError => {
  const partName = name.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
  return new PortabilityError(
    'unexpected-part',
    `The form has a part “${partName}” that is not known here. Remove it.`,
    { partName },
  );
};
