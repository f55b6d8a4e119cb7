/** Starts the server process of a cluster so that it cannot outlive the processes that use it. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { chown, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataArgument, isServerOf, readPostmaster, serverEnvironment, type Cluster } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-error.js';
import { openBothEnds, release, WATCHDOG } from './lifeline.js';
import type { ServerAccount } from './postgres-binaries.js';
import { serverAnswers, serverUrl } from './server-connection.js';
import { serverSettings } from './server-settings.js';
import { untilAborted } from './until-aborted.js';

/** A server that runs at least until `release(held)`. */
export interface HeldServer {
  readonly url: string;
  /** The write end of the lifeline. */
  readonly held: number;
}

export interface LaunchOptions {
  /** Where it shall listen; where that is taken, nothing is started. */
  readonly port: number;
  /** The folder of the `postgres` binary. */
  readonly bin: string;
  readonly account: ServerAccount | undefined;
  readonly durable: boolean;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  /** Ends the wait; the server ends too, unless another process holds it by then. */
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds. */
const POLL = 15;
/**
 * What is over in a moment: another process was faster, the port is taken, or the backends of a server that was killed have
 * not noticed that yet and hold on to its shared memory.
 */
const FOR_NOW =
  /lock file "postmaster.pid"|could not bind|could not create any TCP|pre-existing shared memory block/;
/** Bytes. */
const LONGEST_LOG = 1_048_576;
/** Characters. */
const LONGEST_QUOTE = 2_000;

/**
 * Starts the server under a watchdog and waits until it answers. Undefined when something was in the way that is over in a moment: try again.
 * @throws EmbeddedPostgresError with the server's own words when it does not start
 */
export async function launchServer(
  cluster: Cluster,
  { port, bin, account, durable, deadline, signal }: LaunchOptions,
): Promise<HeldServer | undefined> {
  const left = await readPostmaster(cluster);
  const stale = left && !(await isServerOf(cluster, left.pid)) ? left.pid : undefined;
  const { output, written } = await openLog(cluster, account);
  const { readEnd, held } = openBothEnds(cluster.lifeline);
  const child = spawn(
    '/bin/sh',
    [
      ...[
        '-c',
        WATCHDOG,
        'carol-postgres-watchdog',
        join(bin, 'postgres'),
        '-D',
        dataArgument(cluster, account),
      ],
      ...serverSettings(port, durable).flatMap((setting) => ['-c', setting]),
    ],
    {
      cwd: cluster.data,
      ...account,
      // A session of its own: the terminal's Ctrl-C is for us, and we stop the server in order.
      detached: true,
      stdio: [readEnd, output, output],
      // The number of a dead server may belong to someone else by now. pg_ctl's own hint tells the server that the
      // process with this number is not a server, and leaves its check of the shared memory in place.
      env: { ...serverEnvironment(), ...(stale !== undefined && { PG_GRANDPARENT_PID: String(stale) }) },
    },
  );
  closeSync(readEnd);
  closeSync(output);
  let failure: string | undefined;
  child.once('error', (error) => (failure = error.message));
  child.once('exit', (status) => (failure ??= `exit status ${status}`));
  child.unref();

  try {
    while (failure === undefined && Date.now() < deadline) {
      if ((await readPostmaster(cluster))?.port === port) {
        const url = await serverUrl(cluster, port);
        if (await untilAborted(serverAnswers(url), signal)) return { url, held };
      }
      await sleep(POLL, undefined, { signal });
    }
    const said = (await readFile(cluster.log, 'utf8').catch(() => '')).slice(written).trim();
    if (!FOR_NOW.test(said)) {
      throw new EmbeddedPostgresError(
        `The embedded PostgreSQL did not start (${failure ?? 'no answer'}): ${essence(said)}`,
      );
    }
  } catch (error) {
    release(held);
    throw error;
  }
  release(held);
  await sleep(POLL);
  return undefined;
}

/** What says nothing of a start that failed. */
const ROUTINE =
  /LOG: {2}(starting PostgreSQL|listening on|database system (is|was) (shut down|interrupted)|ending log output|skipping missing configuration)/;

/** The server's messages without what every start says, and without times and numbers of processes. */
const essence = (said: string): string =>
  said
    .split('\n')
    .filter((line) => !ROUTINE.test(line))
    .map((line) => line.replace(/^[\d-]+ [\d:.]+ \w+ \[\d+\] /, ''))
    .join('\n')
    .slice(-LONGEST_QUOTE);

/** For appending, since another process may start the server at this moment; `written` bytes are older. */
async function openLog(
  cluster: Cluster,
  account: ServerAccount | undefined,
): Promise<{ readonly output: number; readonly written: number }> {
  const size = await stat(cluster.log).then(
    (found) => found.size,
    () => 0,
  );
  const written = size > LONGEST_LOG ? 0 : size;
  const output = openSync(cluster.log, written === 0 ? 'w' : 'a', 0o600);
  if (account) await chown(cluster.log, account.uid, account.gid);
  return { output, written };
}
