/** Sends a form with an archive from a browser: once and before, so that the form need only name it, also after a reload; where that is not offered, in the form itself. */
import { RequestFailed } from '../../api/failure';
import { parseProblem } from '../../api/problem';
import { forgetUpload, uploadOnce } from './upload-once.web';
import type { Answered, UploadRequest } from './transfer';

type ArchiveRequest = Pick<UploadRequest, 'connection' | 'file' | 'parameters' | 'onProgress' | 'signal'>;

/** How the archive goes with a form: in it, or sent before, of so many bytes. */
export type Archive = { readonly file: Blob } | { readonly upload: string; readonly bytes: number };

/** @returns what the form was answered, or what refused the archive before it */
export async function sendArchive<Answer extends Answered>(
  request: ArchiveRequest,
  send: (form: FormData, archive: Archive) => Promise<Answer>,
): Promise<Answer | Answered> {
  const { file: blob, upload, size } = request.file;
  const sendWith = (archive: Archive): Promise<Answer> => send(formOf(request, archive), archive);
  if (blob === undefined) {
    const answer = upload === undefined ? null : await sendWith({ upload, bytes: size ?? 0 });
    if (answer === null || isGone(answer)) throw new RequestFailed({ kind: 'file-unreadable' });
    return answer;
  }
  if (blob.size === 0) return sendWith({ file: blob });

  // Once more where what was sent is gone: its time was over, or another server has it.
  for (let attempt = 0; attempt < 2; attempt++) {
    const sent = await uploadOnce(request, blob);
    if (sent.state === 'refused') return sent.answer;
    if (sent.state === 'not-offered') break;
    const answer = await sendWith({ upload: sent.id, bytes: blob.size });
    if (!isGone(answer)) return answer;
    forgetUpload(blob);
  }
  return sendWith({ file: blob });
}

function formOf({ file, parameters }: ArchiveRequest, archive: Archive): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(parameters)) form.append(name, value);
  if ('file' in archive) form.append('file', archive.file, file.name);
  else form.append('upload', archive.upload);
  return form;
}

const GONE: readonly string[] = ['upload-not-found', 'upload-elsewhere', 'upload-incomplete'];

const isGone = ({ status, body }: Answered): boolean =>
  (status === 404 || status === 409) && GONE.includes(parseProblem(body)?.slug ?? '');
