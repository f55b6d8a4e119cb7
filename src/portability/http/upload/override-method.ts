/** The method that is meant by a client that can send neither PATCH nor DELETE (tus 1.0, X-HTTP-Method-Override). */
import type { NextFunction, Request, Response } from 'express';

/** Where an upload is, below the path of the controllers; null where there are none. */
export const UPLOAD_PATH = Symbol('UploadPath');

const METHODS: readonly string[] = ['PATCH', 'DELETE'];

/** Goes before the router, which then finds the operation that is meant. */
export function overrideMethod(request: Request, _response: Response, next: NextFunction): void {
  const method = String(request.headers['x-http-method-override'] ?? '').toUpperCase();
  if (request.method === 'POST' && METHODS.includes(method)) request.method = method;
  next();
}
