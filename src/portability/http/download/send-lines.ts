/** Sends lines of JSON as they are made, at the pace of who makes them: what the reader has not taken waits on disk. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Request } from 'express';
import type { ImportLimits } from '../../limits.js';
import { spill } from '../../export/spill.js';
import type { Workspace } from '../../storage/workspace.js';
import { sendStream } from './send-stream.js';

export const LINES_TYPE = 'application/x-ndjson';

/** Whether whoever asks would rather have lines than one document. */
export const asksForLines = (request: Request): boolean =>
  String(request.accepts(['json', LINES_TYPE, `${LINES_TYPE}; charset=utf-8`])).startsWith(LINES_TYPE);

export const LINES_HEADERS: OutgoingHttpHeaders = {
  'Content-Type': LINES_TYPE,
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
  'X-Content-Type-Options': 'nosniff',
};

export interface LinesOptions {
  readonly limits: Pick<ImportLimits, 'readerSeconds' | 'stallSeconds'>;
  readonly signal: AbortSignal;
  /** For what a slow reader leaves; must outlive the answer. */
  readonly workspace: Workspace;
}

/** Takes whole lines; waits while the reader may still be waited for. */
export type WriteLines = (lines: Buffer) => Promise<void>;

/**
 * Answers 200 with what `make` writes. Where it fails after the first line was sent, the connection is reset.
 * @throws what `make` throws, or what ends the answer; nothing was answered yet if `headersSent` is false then
 */
export async function sendLines<Result>(
  response: ServerResponse,
  { limits, signal, workspace }: LinesOptions,
  make: (write: WriteLines) => Promise<Result>,
): Promise<Result> {
  const lines = new PassThrough({ highWaterMark: 256 * 1024 });
  const sending = sendStream(
    response,
    spill(lines, { patienceMs: limits.stallSeconds * 1_000, newFile: workspace.newFile }),
    { headers: LINES_HEADERS, signal, readerMs: limits.readerSeconds * 1_000 },
  );
  // Whoever waits for the end hears of it.
  sending.catch((error: unknown) => lines.destroy(error as Error));
  const write: WriteLines = async (bytes) => {
    if (!lines.write(bytes)) await drained(lines);
  };
  try {
    const result = await make(write);
    lines.end();
    await sending;
    return result;
  } catch (error) {
    lines.destroy(error as Error);
    await sending.catch(() => undefined);
    throw error;
  }
}

/** @throws what the stream was destroyed with */
async function drained(stream: PassThrough): Promise<void> {
  const ended = new AbortController();
  try {
    await Promise.race([
      new Promise((resolve) => stream.once('drain', resolve)),
      finished(stream, { signal: ended.signal, cleanup: true }),
    ]);
  } finally {
    ended.abort();
  }
}
