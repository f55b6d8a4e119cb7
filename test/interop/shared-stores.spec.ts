/** Two instances on one database and one store of files: every law, over every store that is to be had here. */
import { describe, it } from '@jest/globals';
import { hasCeph, startCeph } from '../support/ceph.js';
import { clockLaws, killLaws, outageLaws } from '../support/instance-harm-laws.js';
import { describeInstances, sharingLaws } from '../support/instance-laws.js';
import { startS3Thread } from '../support/s3-server.js';
import { openSharedBucket, openSharedFolder, type SharedStore } from '../support/shared-stores.js';

const STORES: readonly (readonly [name: string, open: (() => Promise<SharedStore>) | undefined])[] = [
  ['a shared folder', openSharedFolder],
  ['an S3 server', async () => openSharedBucket(await startS3Thread())],
  ['Ceph’s object gateway', hasCeph ? async () => openSharedBucket(await startCeph()) : undefined],
];

describe.each(STORES)('two instances on one database and %s', (_, open) => {
  if (!open) return it.skip('needs radosgw, ceph-mon, ceph-osd and ceph-common', () => undefined);
  describeInstances(open, [sharingLaws, killLaws, clockLaws, outageLaws]);
});
