/** `./kinds`: what a host declares of its data. Loads neither Nest nor a database. */
export {
  defineKind,
  keyOfColumn,
  type Kind,
  type KindDeclaration,
  type KindField,
} from './archive/define-kind.js';
export * from './archive/fields.js';
export * from './archive/file-names.js';
export { companionPaths, type CompanionFile } from './archive/companion-files.js';
export { createFormat, type Format } from './archive/format.js';
export {
  createGraph,
  linkFields,
  targetsOf,
  type Area,
  type KindGraph,
  type LinkField,
} from './archive/graph.js';
export { MAX_JSON_DEPTH } from './archive/json-depth.js';
export { jsonSchemas } from './archive/json-schema.js';
export type { IdType, KindStorage, Naming, OwnerType, StoredTime } from './archive/storage.js';
export { defaultWhenAbsent, type LeftOut } from './archive/absent-value.js';
export { manifestSchema } from './archive/manifest.js';
export { ORIGIN } from './archive/origin.js';
export { SYSTEM_NAMES, type SystemName } from './archive/system-files.js';
export type { Product } from './archive/product.js';
export { arrayLiteral } from './archive/staged-row.js';
export { upgradesInOrder } from './archive/upgrades/in-order.js';
export * from './archive/upgrades/steps.js';
export { VALUE_FORMATS, type ValueFormat } from './archive/value-formats.js';
export type { Upgrade } from './archive/upgrades/upgrade.js';
export { BLOCK_JSON } from './archive/yaml/write-flow.js';
export type { ByteRows, Companion, CompanionSource, TextRows, WrittenFile } from './companion.js';
export { IMPORT_MODES, MODES, type ImportMode } from './import/modes/index.js';
export { updatesRows, type Mode, type ModeRegistry } from './import/modes/mode.js';
export { tableOf } from './storage/host-columns.js';
export { identifier } from './storage/sql.js';
