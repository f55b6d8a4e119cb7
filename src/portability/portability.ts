/** What the handlers work with, put together once by the module. */
import type { DataSource } from 'typeorm';
import type { KindGraph } from './archive/graph.js';
import type { ImportLimits } from './limits.js';
import type { BlobStore } from './storage/blobs/blob-store.js';
import type { Workspaces } from './storage/workspace.js';

export interface Portability {
  readonly graph: KindGraph;
  readonly dataSource: DataSource;
  readonly blobs: BlobStore;
  readonly limits: ImportLimits;
  readonly workspaces: Workspaces;
  /** The version that an export says it was made by. */
  readonly appVersion: string;
}

export const PORTABILITY = Symbol('Portability');
