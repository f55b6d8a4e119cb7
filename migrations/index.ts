/** Every migration, in the order in which they run. Generated from the files by "npm run docs". */
import { Accounts1767225600000 } from './0001-accounts.js';
import { Domain1767225700000 } from './0002-domain.js';
import { ImportReceipts1767225800000 } from './0003-import-receipts.js';
import { DamagedBlobs1767225900000 } from './0004-damaged-blobs.js';
import { SameRules1767226000000 } from './0005-same-rules.js';
import { RowOrigins1767226100000 } from './0006-row-origins.js';
import { ImportRuns1767226300000 } from './0008-import-runs.js';
import { Uploads1767226700000 } from './0010-uploads.js';
import { ImportCopies1767226800000 } from './0011-import-copies.js';

export const MIGRATIONS = [
  Accounts1767225600000,
  Domain1767225700000,
  ImportReceipts1767225800000,
  DamagedBlobs1767225900000,
  SameRules1767226000000,
  RowOrigins1767226100000,
  ImportRuns1767226300000,
  Uploads1767226700000,
  ImportCopies1767226800000,
] as const;
