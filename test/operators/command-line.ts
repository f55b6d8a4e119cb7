/** The commands of `carol` beside a running service. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { carolHere } from '../support/carol-here.js';
import { COMMAND_LINE, type Outcome, runProgram } from '../support/program.js';
import { startTestService, type TestService } from '../support/service.js';

export let service: TestService;
export let environment: Readonly<Record<string, string>>;
export let folder: string;

/** Gives the tests of a spec a running service, with more settings where it needs them, and a folder for archives. */
export function useCommandLine(settings: Readonly<Record<string, string>> = {}): void {
  beforeAll(async () => {
    service = await startTestService(settings);
    const { url } = service.instance.dataSource.options as { url: string };
    environment = { DATABASE_URL: url, DATA_DIR: service.dataDir };
    folder = await mkdtemp(join(tmpdir(), 'carol-cli-'));
  });
  afterAll(async () => {
    await service?.close();
    await rm(folder, { recursive: true, force: true });
  });
}

/** Runs a command of `carol` to its end, as a process of its own where it is given an input. */
export const carol = (args: readonly string[], stdin?: string): Promise<Outcome> =>
  stdin === undefined ? carolHere(args, environment) : runProgram(COMMAND_LINE, args, environment, stdin);

export const json = <Value>({ stdout }: Outcome): Value => JSON.parse(stdout.toString()) as Value;

/** Writes a file into the folder. @returns its path */
export const file = async (name: string, bytes: Buffer): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};

/** A line of a stack trace, which nobody is to see. */
export const STACK = /^\s+at /m;

/** Nothing is left of what a command was in the middle of. */
export async function expectNothingLeft(): Promise<void> {
  expect(await readdir(join(service.dataDir, 'tmp')).catch(() => [])).toEqual([]);
  expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([]);
}
