/** Bodies that are JSON, and nothing else. */
import type { Request } from 'express';
import { PortabilityError } from '../portability/index.js';

/**
 * A form of another site can post anything but this type without the browser asking us first.
 * @throws PortabilityError `unsupported-media-type`
 */
export function jsonBody(request: Request, body: unknown): unknown {
  if (!request.is('application/json')) {
    throw new PortabilityError('unsupported-media-type', 'Send JSON, as application/json.');
  }
  return body;
}
