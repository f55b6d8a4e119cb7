/** Where the pages of the problem types are: the address that the type of a problem begins with. */

/** A path without slashes around it. */
export const PROBLEMS_PATH = Symbol('ProblemsPath');

export const DEFAULT_PROBLEMS_PATH = 'problems';

/** The `type` of a problem document (RFC 9457, section 3.1.1). */
export const problemUri = (slug: string, path: string): string => `/${path}/${slug}`;
