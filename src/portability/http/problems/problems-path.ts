/** Where the pages of the problem types are: the address that the type of a problem begins with. */

/** A path without slashes around it. */
export const PROBLEMS_PATH = Symbol('ProblemsPath');

export const DEFAULT_PROBLEMS_PATH = 'problems';

/** What stands before every address of the service where its clients see it: empty, or with a slash before it and none after. */
export const BASE_PATH = Symbol('BasePath');

/** The `type` of a problem document (RFC 9457, section 3.1.1). @param path of the pages, a slash before it */
export const problemUri = (slug: string, path: string): string => `${path}/${slug}`;

/** Where clients see the pages. */
export const pagesAt = (path = DEFAULT_PROBLEMS_PATH, basePath = ''): string => `${basePath}/${path}`;
