/** The archive for a service elsewhere: how large it may be is known there. */
import { DEFAULT_LIMITS } from '../../portability/files.js';
import { type ArchiveFile, openArchiveFile } from '../archive-file.js';

export const openRemoteFile = (path: string, signal: AbortSignal): Promise<ArchiveFile> =>
  openArchiveFile(path, { ...DEFAULT_LIMITS, uploadBytes: Number.MAX_SAFE_INTEGER }, signal);
