/** JSON Pointers as URI fragments (RFC 6901, sections 3 and 6). */

const MAX_SEGMENT = 200;

/** `['6f0c…', 'photo']` → `#/6f0c…/photo`; a segment that is absurdly long is cut. */
export const pointer = (...segments: readonly string[]): string => `#${segments.map(encodeSegment).join('')}`;

// The cut can halve a surrogate pair, which encodeURIComponent refuses.
const encodeSegment = (segment: string): string =>
  `/${encodeURIComponent(Buffer.from(segment.slice(0, MAX_SEGMENT)).toString().replace(/~/g, '~0').replace(/\//g, '~1'))}`;
