/** The command line: `npm run --silent carol -- export ada@carol.example`. */
import 'reflect-metadata';
import { EXIT } from './exit.js';
import { runCommand } from './program.js';

/** Milliseconds. npm passes Ctrl-C on to a process that has got it from the terminal already. */
const ECHO = 1_000;

const interrupted = new AbortController();
let since = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Whoever insists does not want to wait for what is being undone; the database does it by itself.
    if (interrupted.signal.aborted && Date.now() - since > ECHO) process.exit(EXIT.interrupted);
    since ||= Date.now();
    interrupted.abort();
  });
}

// `carol … | head` ends the reader first: there is nobody left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCommand(process.argv.slice(2), interrupted.signal);
