/** `preview` for the account that the command line is logged in to. */
import type { PreviewLine, PreviewReport } from '../../portability/files.js';
import { IMPORT_MODES, type ImportMode } from '../../portability/kinds.js';
import { CAROL_GRAPH } from '../../carol/graph.js';
import { Unreachable } from '../exit.js';
import type { PreviewOptions } from '../preview.js';
import { previewLines } from '../preview-lines.js';
import { createItemPrinter } from '../preview-items.js';
import { startProgress } from '../progress.js';
import type { Run } from '../run.js';
import { assertSuccess, readJson, send } from './http.js';
import { openRemote, type Remote } from './login-file.js';
import { openRemoteFile } from './open-file.js';
import { partFields, type RemotePart } from './part.js';
import { retrying, type RetryOptions } from './retry.js';
import { type SentArchive, withArchive } from './send-archive.js';

/** Milliseconds: nothing is lost where a preview is given up. */
export const PATIENCE = 60_000;

const PREVIEW = '/api/import/preview';

/** @returns whether the archive is valid */
export async function previewRemotely(
  run: Run,
  path: string,
  { items = false, mode, ...part }: PreviewOptions & RemotePart,
): Promise<boolean> {
  const { terminal, signal } = run;
  const remote = await openRemote();
  const file = await openRemoteFile(path, signal);
  const modes = mode === undefined ? IMPORT_MODES : [mode];
  const retry = { signal, patience: PATIENCE, note: terminal.note };
  return withArchive(remote, file, retry, async (sent) => {
    if (items) return printItems(run, remote, { sent, mode, modes, part });
    const report = await askForPreview(remote, sent, part, retry);
    terminal.result(report, previewLines(CAROL_GRAPH, report, modes));
    return report.valid;
  });
}

export async function askForPreview(
  remote: Remote,
  sent: SentArchive,
  part: RemotePart,
  retry: RetryOptions,
): Promise<PreviewReport> {
  const progress = startProgress('Checking');
  const { signal } = retry;
  return retrying(retry, async () => {
    const answer = await send(
      remote,
      { method: 'POST', path: PREVIEW, ...sent.form(partFields(part)) },
      signal,
    );
    return readJson<PreviewReport>(answer, remote.url);
  }).finally(progress.end);
}

interface Items {
  readonly sent: SentArchive;
  readonly mode: ImportMode | undefined;
  readonly modes: readonly ImportMode[];
  readonly part: RemotePart;
}

async function printItems(
  { terminal, signal }: Run,
  remote: Remote,
  { sent, mode, modes, part }: Items,
): Promise<boolean> {
  const form = sent.form({ ...(mode === undefined ? {} : { mode }), ...partFields(part) });
  const headers = { ...form.headers, accept: 'application/x-ndjson' };
  const answer = await send(remote, { method: 'POST', path: PREVIEW, ...form, headers }, signal);
  await assertSuccess(answer, remote.url);
  const printed = createItemPrinter(CAROL_GRAPH, terminal, (report) =>
    previewLines(CAROL_GRAPH, report, modes),
  );
  let report: PreviewReport | undefined;
  let isWhole = false;
  for await (const texts of linesOf(answer.body)) {
    const lines = texts.map((line) => JSON.parse(line) as PreviewLine);
    report ??= lines[0] as PreviewReport;
    isWhole = 'end' in (lines.at(-1) ?? {});
    await terminal.print(terminal.json ? texts : printed(lines));
  }
  if (!report || !isWhole) throw new Unreachable(`The list from ${remote.url} broke off: ask again.`);
  return report.valid;
}

/** The whole lines of each chunk. */
async function* linesOf(body: AsyncIterable<Buffer>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of body) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error;
    // What is missing is told by the end, which has not come.
  }
}
