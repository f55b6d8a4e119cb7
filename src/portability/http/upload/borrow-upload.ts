/** An archive that was uploaded before, for one preview or import: it stays there for the next. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { UploadKey } from '../../storage/uploads/upload-table.js';
import type { Uploads } from '../../storage/uploads/uploads.js';
import type { Workspace } from '../../storage/workspace.js';
import type { ReceivedFile } from './receive-form.js';

/**
 * Puts it into the workspace under a second name, so that its removal meanwhile changes nothing.
 * @throws PortabilityError `upload-not-found`, `upload-incomplete`, `upload-elsewhere`
 */
export async function borrowUpload(
  uploads: Uploads,
  key: UploadKey,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<ReceivedFile> {
  const path = workspace.newFile();
  const { length } = await uploads.lend(key, path);
  // Of the bytes as they lie there now: what is confirmed is what is imported.
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, { signal });
  return { upload: { path, sha256: hash.digest('hex') }, size: length };
}
