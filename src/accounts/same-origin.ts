/** Tells a request of our own pages from one that another site makes in a signed-in browser (CSRF). */
import type { Request } from 'express';
import { PortabilityError } from '../portability/index.js';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

export const isWrite = (request: Request): boolean => !READS.has(request.method);

/**
 * Browsers send Origin with every POST and cannot be made to lie about it; Sec-Fetch-Site (W3C Fetch
 * Metadata) says the same once more. A program that sends neither holds no one else's cookies.
 * @throws PortabilityError `forbidden`
 */
export function assertSameOrigin(request: Request, publicUrl: string): void {
  const site = request.headers['sec-fetch-site'];
  const origin = request.headers.origin;
  const own = `${request.protocol}://${request.headers.host ?? ''}`;
  const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  const foreignOrigin = origin !== undefined && origin !== own && origin !== new URL(publicUrl).origin;
  if (foreignSite || foreignOrigin) {
    throw new PortabilityError(
      'forbidden',
      'Another site made this request. Use the pages of this service, or a personal access token.',
    );
  }
}
