/** Fewer progress reports than there are chunks. */

/** In ms: ten a second is as much as anyone reads. */
const INTERVAL = 100;

/** Passes on the first report, the last (`done` = `total`), and at most one per interval between them. */
export function throttled(
  report: (done: number, total: number) => void,
  now: () => number = Date.now,
): (done: number, total: number) => void {
  let last = -Infinity;
  return (done, total) => {
    const time = now();
    if (time - last < INTERVAL && (total === 0 || done < total)) return;
    last = time;
    report(done, total);
  };
}
