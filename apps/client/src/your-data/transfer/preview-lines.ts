/** Reads a preview row by row on a phone: its network hands over an answer as a whole. */
import { headersOf, urlOf } from '../../api/connection';
import { failureFromAnswer, RequestFailed } from '../../api/failure';
import { LINES_HEADERS, type ReadPreviewLines, type ReadUndoLines } from './transfer';
import { upload } from './upload';

export const readPreviewLines: ReadPreviewLines = async ({ onLines, ...request }) => {
  const { status, body } = await upload({
    ...request,
    path: '/api/import/preview',
    headers: LINES_HEADERS,
    onProgress: () => undefined,
  });
  await handOver(status, body, onLines);
};

export const readUndoLines: ReadUndoLines = async ({ connection, path, signal, onLines }) => {
  let status: number;
  let body: string;
  try {
    const answer = await fetch(urlOf(connection, path), {
      headers: { ...headersOf(connection), ...LINES_HEADERS },
      credentials: connection.token ? 'omit' : 'same-origin',
      cache: 'no-store',
      signal,
    });
    status = answer.status;
    body = await answer.text();
  } catch (cause) {
    throw new RequestFailed({ kind: signal.aborted ? 'cancelled' : 'network' }, { cause });
  }
  await handOver(status, body, onLines);
};

/** Lines that are taken at once: between two batches the screen answers to fingers. */
const BATCH = 500;

async function handOver(
  status: number,
  body: string,
  onLines: (lines: readonly string[]) => Promise<void>,
): Promise<void> {
  if (status < 200 || status > 299) throw new RequestFailed(failureFromAnswer(status, body));
  for (let at = 0; at < body.length;) {
    const lines: string[] = [];
    while (lines.length < BATCH && at < body.length) {
      const end = body.indexOf('\n', at);
      // What no line break ends was cut short.
      if (end < 0) return onLines(lines);
      lines.push(body.slice(at, end));
      at = end + 1;
    }
    await onLines(lines);
  }
}
