/** The address of a request as its client knows it. */
import type { Request } from 'express';

/**
 * Without the query. Whether a proxy took the base path off, or passed it on, makes no difference.
 * @param basePath what stands before every address where clients see it; empty, or like `/carol`
 */
export const publicAddressOf = ({ baseUrl, path }: Request, basePath: string): string =>
  `${basePath}${baseUrl}${path}`;
