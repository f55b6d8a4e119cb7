/** Sends a file from a browser, and counts what has left. */
import { headersOf, urlOf } from '../../api/connection';
import { sendArchive } from './archive-form.web';
import { orUnreadable, sendXhr } from './xhr.web';
import type { Upload } from './transfer';

export const upload: Upload = async (request) => {
  const { connection, path, headers, onProgress, signal } = request;
  const { status, body } = await sendArchive(request, (form, archive) => {
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
  });
  return { status, body };
};

/** What the form counts beside the file: until it has left, too, nothing was asked for. */
const FORM = 1;
