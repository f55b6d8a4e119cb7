/** Reads a preview row by row in a browser, while it arrives: no more of it is held than what has not been taken. */
import { headersOf, urlOf, type Connection } from '../../api/connection';
import { failureFromAnswer, RequestFailed } from '../../api/failure';
import type { ApiPath } from '../../api/types';
import { sendArchive } from './archive-form.web';
import { splitLines } from './lines';
import { orUnreadable } from './xhr.web';
import { LINES_HEADERS, type OnLines, type ReadPreviewLines, type ReadUndoLines } from './transfer';

export const readPreviewLines: ReadPreviewLines = async ({ onLines, ...request }) => {
  const { connection, signal } = request;
  const ignoreProgress = { ...request, onProgress: () => undefined };
  await sendArchive(ignoreProgress, async (form, archive) => {
    const asked = ask(connection, '/api/import/preview', { method: 'POST', body: form, signal });
    const answer = await ('file' in archive ? orUnreadable(archive.file, asked) : asked);
    if (!answer.ok) return { status: answer.status, body: await textOf(answer) };
    await readLines(answer, signal, onLines);
    return { status: answer.status, body: '' };
  }).then(throwRefusal);
};

export const readUndoLines: ReadUndoLines = async ({ connection, path, signal, onLines }) => {
  const answer = await ask(connection, path, { signal });
  if (!answer.ok) throwRefusal({ status: answer.status, body: await textOf(answer) });
  await readLines(answer, signal, onLines);
};

async function ask(connection: Connection, path: ApiPath, options: RequestInit): Promise<Response> {
  try {
    return await fetch(urlOf(connection, path), {
      ...options,
      headers: { ...headersOf(connection), ...LINES_HEADERS },
      credentials: connection.token ? 'omit' : 'same-origin',
      cache: 'no-store',
    });
  } catch (cause) {
    throw new RequestFailed({ kind: options.signal?.aborted ? 'cancelled' : 'network' }, { cause });
  }
}

/** What breaks off ends without an error: that it has no end, its lines tell. */
async function readLines(answer: Response, signal: AbortSignal, onLines: OnLines): Promise<void> {
  const reader = answer.body!.getReader();
  const decoder = new TextDecoder();
  const lines = splitLines();
  for (;;) {
    let piece: ReadableStreamReadResult<Uint8Array>;
    try {
      piece = await reader.read();
    } catch (cause) {
      if (signal.aborted) throw new RequestFailed({ kind: 'cancelled' }, { cause });
      return;
    }
    if (piece.done) return;
    await onLines(lines.add(decoder.decode(piece.value, { stream: true })));
  }
}

const textOf = (answer: Response): Promise<string> => answer.text().catch(() => '');

function throwRefusal({ status, body }: { readonly status: number; readonly body: string }): void {
  if (status < 200 || status > 299) throw new RequestFailed(failureFromAnswer(status, body));
}
