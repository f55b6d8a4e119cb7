/** Sends a file from a browser: a small one in the form itself, a large one once and before, so that the form need only name it. */
import { headersOf, urlOf } from '../../api/connection';
import { RequestFailed } from '../../api/failure';
import { parseProblem } from '../../api/problem';
import { forgetUpload, uploadOnce } from './upload-once.web';
import { orUnreadable, sendXhr, type XhrAnswer } from './xhr.web';
import type { Upload, UploadRequest } from './transfer';

/** Bytes from which on it is worth a few more requests that a file goes over the line once. */
export const LARGE = 16 * 1024 * 1024;

export const upload: Upload = async (request) => {
  const { status, body } = await send(request);
  return { status, body };
};

async function send(request: UploadRequest): Promise<XhrAnswer> {
  const blob = request.file.file;
  if (blob === undefined) throw new RequestFailed({ kind: 'file-unreadable' });
  if (blob.size < LARGE) return sendForm(request, { file: blob });

  // Once more where what was sent is gone: its time was over, or another server has it.
  for (let attempt = 0; attempt < 2; attempt++) {
    const sent = await uploadOnce(request, blob);
    if (sent.state === 'refused') return sent.answer;
    if (sent.state === 'not-offered') break;
    const answer = await sendForm(request, { upload: sent.id, bytes: blob.size });
    if (!isGone(answer)) return answer;
    forgetUpload(blob);
  }
  return sendForm(request, { file: blob });
}

type Archive = { readonly file: Blob } | { readonly upload: string; readonly bytes: number };

function sendForm(
  { connection, path, file, parameters, headers, onProgress, signal }: UploadRequest,
  archive: Archive,
): Promise<XhrAnswer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(parameters)) form.append(name, value);
  if ('file' in archive) form.append('file', archive.file, file.name);
  else form.append('upload', archive.upload);
  const sending = {
    method: 'POST',
    url: urlOf(connection, path),
    headers: { ...headersOf(connection), ...headers },
    body: form,
    signal,
  } as const;
  if ('file' in archive) return orUnreadable(archive.file, sendXhr({ ...sending, onProgress }));
  const total = archive.bytes + FORM;
  return sendXhr({
    ...sending,
    onProgress: (done, all) => onProgress(all > 0 && done >= all ? total : archive.bytes, total),
  });
}

/** What the form counts beside the file: until it has left, too, nothing was asked for. */
const FORM = 1;

const GONE: readonly string[] = ['upload-not-found', 'upload-elsewhere', 'upload-incomplete'];

const isGone = ({ status, body }: XhrAnswer): boolean =>
  (status === 404 || status === 409) && GONE.includes(parseProblem(body)?.slug ?? '');
