/** `./testing`: the laws for a host's own kinds, to be called in its specs; needs fast-check. */
export { unclassifiedColumns } from './testing/columns.js';
export { fieldArbitrary, type FieldValue } from './testing/field-arbitraries.js';
export { graphArbitrary, type Graph, type GraphOptions, type GraphRow } from './testing/graph-arbitrary.js';
export type { LawsHost } from './testing/host.js';
export { describePortability, type LawsOptions, type TestFrame } from './testing/laws.js';
export { seed, type Queryable, type Seeded } from './testing/seed.js';
