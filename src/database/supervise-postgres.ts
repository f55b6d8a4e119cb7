/** Starts the embedded server again when it dies while it is in use: killed, out of memory, stopped by somebody. */
import { EmbeddedPostgresError } from './embedded-error.js';
import type { EmbeddedPostgres } from './embedded-postgres.js';

export interface Supervision {
  /** Resolves when the server has died and is not started again, with the reason; else never. */
  readonly lost: Promise<EmbeddedPostgresError>;
  /** Resolves when nothing is being started any more. */
  stop(): Promise<void>;
}

/** Milliseconds. */
const LOOK_EVERY = 500;
/** So many starts within so many milliseconds: what dies more often has a reason that starting does not mend. */
const MOST_STARTS = 5;
const WITHIN = 600_000;

export function supervisePostgres(postgres: EmbeddedPostgres, log: (line: string) => void): Supervision {
  const stopping = new AbortController();
  let tell: (reason: EmbeddedPostgresError) => void = () => undefined;
  const lost = new Promise<EmbeddedPostgresError>((resolve) => (tell = resolve));
  let starts: number[] = [];
  let starting: Promise<void> | undefined;

  const giveUp = (reason: EmbeddedPostgresError): void => {
    clearInterval(timer);
    tell(reason);
  };

  const startAgain = async (): Promise<void> => {
    const now = performance.now();
    starts = [...starts.filter((at) => now - at < WITHIN), now];
    if (starts.length > MOST_STARTS) {
      giveUp(
        new EmbeddedPostgresError(
          `The embedded PostgreSQL has died ${starts.length} times within ${WITHIN / 60_000} minutes, and is not started again; see ${postgres.logFile}`,
        ),
      );
      return;
    }
    log('PostgreSQL has died, and is started again');
    try {
      await postgres.startAgain(stopping.signal);
      log(`PostgreSQL runs again (${Math.round(performance.now() - now)} ms)`);
    } catch (error) {
      if (stopping.signal.aborted) return;
      const { message } = error as Error;
      giveUp(new EmbeddedPostgresError(`The embedded PostgreSQL has died. ${message}`, error));
    }
  };

  const timer = setInterval(() => {
    if (starting || postgres.isRunning()) return;
    starting = startAgain().finally(() => (starting = undefined));
  }, LOOK_EVERY);
  timer.unref();

  return {
    lost,
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await starting;
    },
  };
}
