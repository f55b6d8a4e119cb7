/** The path of the public URL in the built files: one build serves any path, as it has a placeholder where the path belongs. */

/** What the client's `app.json` gives the bundler as `baseUrl`. */
export const PLACEHOLDER = '/__base-path__';

/** Which files can hold it. */
export const canHoldPath = (path: string): boolean => /\.(html|js|css|json)$/.test(path);

/** @param basePath like `/carol`; empty: the service is at the top */
export const placePath = (text: string, basePath: string): string => text.replaceAll(PLACEHOLDER, basePath);
