/** Says how far something is: a bar where standard error is a terminal, one plain line where it is not. */
import cliProgress from 'cli-progress';
import { amount } from './amount.js';

export interface Progress {
  /** @param done in all, so far; bytes, or what the total is of */
  update(done: number): void;
  /** Takes the bar away; safe to call twice. */
  end(): void;
}

/**
 * @param total an estimate is enough; undefined where only time can be told
 * @param inWords how much is done, for the bar; of bytes unless it says otherwise
 */
export function startProgress(label: string, total?: number, inWords = amount): Progress {
  if (!process.stderr.isTTY) {
    process.stderr.write(`${label}\n`);
    return { update: () => undefined, end: () => undefined };
  }
  const bar = new cliProgress.SingleBar({
    stream: process.stderr,
    format:
      total === undefined
        ? `${label}  {duration_formatted}`
        : `${label}  {bar} {percentage}%  {amount}  {duration_formatted}`,
    barsize: 30,
    clearOnComplete: true,
    hideCursor: true,
    // Ctrl-C is dealt with by whoever runs the command.
    gracefulExit: false,
  });
  bar.start(Math.max(total ?? 1, 1), 0, { amount: inWords(0) });
  let ended = false;
  return {
    // An estimate may be exceeded; the end is when it is over.
    update: (done) => {
      if (!ended) bar.update(Math.min(done, Math.max((total ?? 1) * 0.99, 0)), { amount: inWords(done) });
    },
    end: () => {
      if (!ended) bar.stop();
      ended = true;
    },
  };
}
