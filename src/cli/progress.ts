/** Says how far something is: a bar where standard error is a terminal, one plain line where it is not. */
import cliProgress from 'cli-progress';
import { amount } from './amount.js';

export interface Progress {
  /** @param bytes in all, so far */
  update(bytes: number): void;
  /** Takes the bar away; safe to call twice. */
  end(): void;
}

/** @param total bytes, or an estimate of them; undefined where only time can be told */
export function startProgress(label: string, total?: number): Progress {
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
  bar.start(Math.max(total ?? 1, 1), 0, { amount: amount(0) });
  let ended = false;
  return {
    // An estimate may be exceeded; the end is when it is over.
    update: (bytes) => {
      if (!ended) bar.update(Math.min(bytes, Math.max((total ?? 1) * 0.99, 0)), { amount: amount(bytes) });
    },
    end: () => {
      if (!ended) bar.stop();
      ended = true;
    },
  };
}
