/** What the card asks of a platform: pick a file, send it, fetch one. Each platform has its own modules beside this. */
import type { Connection } from '../../api/connection';
import type { ApiPath } from '../../api/types';

export interface PickedFile {
  readonly name: string;
  /** In bytes; null where the platform does not tell. */
  readonly size: number | null;
  /** A file URI on a phone, a blob URL in a browser. */
  readonly uri: string;
  /** The browser's own handle on the bytes; they stay on disk until they are sent. */
  readonly file?: Blob;
  /** What the service has of it, all of it: where only that is left, after a reload. */
  readonly upload?: string;
}

/** Bytes so far, and of how many; `total` is 0 while unknown. */
export type OnProgress = (done: number, total: number) => void;

export interface UploadRequest {
  readonly connection: Connection;
  readonly path: ApiPath;
  readonly file: PickedFile;
  /** Other parts of the multipart form. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Beside those of the connection. */
  readonly headers: Readonly<Record<string, string>>;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

export interface Answered {
  readonly status: number;
  readonly body: string;
}

/** An answer with any status. Rejects with RequestFailed: network, file-unreadable or cancelled. */
export type Upload = (request: UploadRequest) => Promise<Answered>;

/** Asks for a preview row by row. */
export const LINES_HEADERS = { Accept: 'application/x-ndjson, application/problem+json' } as const;

/** Takes lines as they come; more are read when it has taken them. */
export type OnLines = (lines: readonly string[]) => Promise<void>;

export interface PreviewLinesRequest extends Pick<
  UploadRequest,
  'connection' | 'file' | 'parameters' | 'signal'
> {
  readonly onLines: OnLines;
}

export interface UndoLinesRequest extends Pick<UploadRequest, 'connection' | 'path' | 'signal'> {
  readonly onLines: OnLines;
}

/**
 * Each resolves where the answer ends, whole or not: only its last line tells. Rejects with RequestFailed: what the service refuses with,
 * network before the answer began, file-unreadable or cancelled.
 */
export type ReadPreviewLines = (request: PreviewLinesRequest) => Promise<void>;
export type ReadUndoLines = (request: UndoLinesRequest) => Promise<void>;

export interface DownloadRequest {
  readonly connection: Connection;
  readonly path: ApiPath;
  /** Used when the service names no file. */
  readonly fallbackName: string;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

export interface Downloaded {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
}

/** Hands the person a complete file, or rejects with RequestFailed and leaves none. */
export type Download = (request: DownloadRequest) => Promise<Downloaded>;
