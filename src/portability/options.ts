/** What a host tells the module that it mounts. */
import type { CanActivate, DynamicModule, FactoryProvider, Type } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { Kind } from './archive/define-kind.js';
import type { Product } from './archive/product.js';
import type { Upgrade } from './archive/upgrades/upgrade.js';
import type { Companion } from './companion.js';
import type { AddressOptions } from './http/controllers.js';
import type { ConstantsOf, CurrentUser } from './http/portability.guard.js';
import type { ProblemPagesOptions } from './http/problems/problem-pages.js';
import type { ModeRegistry } from './import/modes/mode.js';
import type { ImportLimits } from './limits.js';
import type { BlobStore } from './storage/blobs/blob-store.js';

export interface DataPortabilityOptions {
  /** Whose data it is: names archives, locks, metrics and pages. */
  readonly product: Product;
  /** What is archived. Their tables have `id`, `user_id`, `created_at` and `updated_at` beside their fields, unless their `storage` says otherwise. */
  readonly kinds: readonly Kind[];
  /** The upgrades of older versions of the format, in their order; default none. */
  readonly upgrades?: readonly Upgrade[];
  /** What is written into each archive beside its data, made from it and never read back; default nothing. */
  readonly companions?: readonly Companion[];
  /** BCP 47 tags of the languages that companions are written in, the default first; default English. */
  readonly languages?: readonly [string, ...string[]];
  /** A guard that the host provides; it lets only authenticated requests pass. */
  readonly guard: Type<CanActivate>;
  /** Whose request it is, once the guard has let it pass. */
  readonly currentUser: CurrentUser;
  /** What is filled into the columns that kinds declare as `storage.constants`, by column; whoever sends messages gives it with them. */
  readonly constants?: ConstantsOf;
  readonly blobs: BlobStore;
  /** How archives can be imported, by name; default `MODES`. */
  readonly modes?: ModeRegistry;
  /** The limits that differ from the defaults. */
  readonly limits?: Partial<ImportLimits>;
  readonly appVersion: string;
  /** Where figures of the transfers are registered, under names that begin with the product's slug; default a registry of its own. */
  readonly metrics?: Registry;
  /** What the pages of problems say is to be done, where the host can say it better. */
  readonly remedies?: ProblemPagesOptions['remedies'];
  /** A table for the results of imports (see `createReceipts`), so that one whose answer got lost can be looked up. */
  readonly receiptsTable?: string;
  /** A table for how far imports are (see `createImportRuns`), so that one can be asked for while it runs, and is done once under one key. Needs `receiptsTable`. */
  readonly runsTable?: string;
  /** A table for what is known of damaged blobs (see `createDamagedBlobs`), so that an export leaves them out instead of breaking. */
  readonly damagedBlobsTable?: string;
  /** A table for the UUIDs that rows were first known by (see `createOrigins`), so that archives of several accounts merge along any path. */
  readonly originsTable?: string;
  /**
   * What this instance is called and no other, for ever: in an archive, rows whose ids are numbers go by UUIDs that are made of it. Kinds with such
   * ids need it, and an `originsTable`.
   */
  readonly instance?: string;
  /** Keeps what an account was before each import, so that the import can be undone. Needs `receiptsTable`, and a mode `replace`. */
  readonly undo?: {
    /** A table for what is known of the copies (see `createSafetyCopies`); they lie in the blob store. */
    readonly table: string;
    /** For how many days each is kept, 30 at most; 0: none is made, and those that there are go. */
    readonly days: number;
  };
  /** Where archives lie that are uploaded ahead of imports; without it there are no such uploads. */
  readonly uploads?: {
    /** A table for what is known of them (see `createUploadTable`). */
    readonly table: string;
    /** For them alone. Instances that share it take each other's uploads. */
    readonly directory: string;
  };
  /** Whether this process tidies up in the background, at its start and every hour; default true. A command need not. */
  readonly background?: boolean;
  /** Where uploads and files in the making lie; a folder of the module's own. */
  readonly temporaryDirectory: string;
}

/** What is archived, in which format, and how it can be imported. */
export type ArchiveOptions = Pick<DataPortabilityOptions, 'kinds' | 'upgrades' | 'modes' | 'companions'>;

export interface DataPortabilityAsyncOptions extends AddressOptions {
  readonly imports?: DynamicModule['imports'];
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: (...dependencies: never[]) => DataPortabilityOptions | Promise<DataPortabilityOptions>;
}
