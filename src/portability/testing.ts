/** `./testing`: the laws for a host's own kinds and for a blob store of its own, to be called in its specs; needs fast-check. */
export { describeBlobStore, type BlobLawsOptions } from './testing/blob-store-laws.js';
export { fieldArbitrary, type FieldValue } from './testing/field-arbitraries.js';
export { graphArbitrary, type Graph, type GraphOptions, type GraphRow } from './testing/graph-arbitrary.js';
export type { LawsHost } from './testing/host.js';
export { describePortability, type LawsOptions } from './testing/laws.js';
export { seed, type Queryable, type Seeded } from './testing/seed.js';
export type { TestFrame } from './testing/test-frame.js';
