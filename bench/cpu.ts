/** CPU seconds of a process and of PostgreSQL, as Linux counts them in hundredths (proc(5)); elsewhere there is no such figure. */
import { readdir, readFile } from 'node:fs/promises';
import type { Client } from 'pg';

/** CPU seconds, of all threads, in user and in kernel mode. */
export interface Cpu {
  readonly process: number;
  /** All processes of the server, those that have ended too. */
  readonly postgres: number;
}

export interface CpuMeter {
  /** Since whenever it was begun to count; only differences say something. */
  read(): Promise<Cpu>;
}

/** Whether this system says what processes have taken. */
export const HAS_CPU_TIMES = process.platform === 'linux';

/** USER_HZ, the same on every architecture of today. */
const TICKS_PER_SECOND = 100;

interface Stat {
  readonly parent: number;
  readonly own: number;
  /** Of children that have ended and were waited for. */
  readonly ofEnded: number;
}

/**
 * @param process the id of the process
 * @param postmaster the id of the first process of the PostgreSQL server, on this machine
 * @returns undefined where the system does not say
 */
export function createCpuMeter(process: number, postmaster: number): CpuMeter | undefined {
  if (!HAS_CPU_TIMES) return undefined;
  return {
    async read() {
      const [of, ofPostgres] = await Promise.all([readStat(process), ofServer(postmaster)]);
      return { process: of?.own ?? 0, postgres: ofPostgres };
    },
  };
}

/** The first process of the server that a connection leads to: the parent of each of the others. */
export async function postmasterOf(client: Client): Promise<number> {
  if (!HAS_CPU_TIMES) return 0;
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const parent = (await readStat(rows[0]?.pid ?? 0))?.parent;
  if (parent === undefined) throw new Error('PostgreSQL does not run on this machine');
  return parent;
}

export const difference = (before: Cpu, after: Cpu): Cpu => ({
  process: after.process - before.process,
  postgres: after.postgres - before.postgres,
});

export const total = ({ process, postgres }: Cpu): number => process + postgres;

/** CPU seconds that one process has taken until now, or undefined. */
export async function cpuOf(process: number): Promise<number | undefined> {
  return HAS_CPU_TIMES ? (await readStat(process))?.own : undefined;
}

async function ofServer(postmaster: number): Promise<number> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  // The children first: one that ends meanwhile is then counted twice for a moment rather than not at all.
  const stats = await Promise.all(processes.map(readStat));
  const children = stats.filter((stat) => stat?.parent === postmaster);
  const itself = await readStat(postmaster);
  return (
    children.reduce((all, child) => all + (child?.own ?? 0), 0) + (itself?.own ?? 0) + (itself?.ofEnded ?? 0)
  );
}

/** Undefined: it has ended. */
async function readStat(process: number): Promise<Stat | undefined> {
  const text = await readFile(`/proc/${process}/stat`, 'latin1').catch(() => undefined);
  if (text === undefined) return undefined;
  // The name in parentheses may hold anything: what follows its end begins with field 3.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    parent: field(4),
    own: (field(14) + field(15)) / TICKS_PER_SECOND,
    ofEnded: (field(16) + field(17)) / TICKS_PER_SECOND,
  };
}
