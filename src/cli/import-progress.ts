/** Says how far an import or a preview is: a bar, or a line, for each step of it. */
import type { Progress as ImportProgress, ImportObserver } from '../portability/files.js';
import { counted } from './amount.js';
import { startProgress } from './progress.js';

const STEPS = {
  read: 'reading the archive',
  stage: 'taking in its rows',
  plan: 'comparing them with what is there',
  copy: 'keeping what is there',
  store: 'storing its files',
  write: 'writing its rows',
} as const satisfies Record<ImportProgress['step'], string>;

const rowsInWords = (rows: number): string => counted(rows, ['row', 'rows']);

/**
 * @param fileBytes of the archive
 * @returns `onProgress` for the command, and `end`, which takes the bar away and may be called twice
 */
export function followImport(
  label: string,
  fileBytes: number,
): Required<Pick<ImportObserver, 'onProgress'>> & { readonly end: () => void } {
  const start = (now: ImportProgress) => {
    const words = `${label}: ${STEPS[now.step]}`;
    if ('bytes' in now) return startProgress(words, fileBytes);
    return 'rows' in now ? startProgress(words, now.announced, rowsInWords) : startProgress(words);
  };
  let step: ImportProgress['step'] = 'read';
  let bar = start({ step, bytes: 0 });
  return {
    onProgress(now) {
      if (now.step !== step) {
        bar.end();
        bar = start(now);
        step = now.step;
      }
      if ('bytes' in now) bar.update(now.bytes);
      else if ('rows' in now) bar.update(now.rows);
    },
    end: () => bar.end(),
  };
}
