/** What other people's programs read in a PDF. */
import { spawnSync } from 'node:child_process';

/** Whether there is a program that reads it: poppler-utils brings one. */
export const canReadPdf = spawnSync('pdftotext', ['-v'], { stdio: 'ignore' }).error === undefined;

/** The text of all pages, laid out as they are. @throws Error with what the program says */
export function textInPdf(pdf: Buffer): string {
  const { stdout, stderr, status } = spawnSync('pdftotext', ['-layout', '-', '-'], {
    input: pdf,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
