/** What can happen to the files of one request: the calls of Node that open, write and read in a folder. */
import fs from 'node:fs';
import { open } from 'node:fs/promises';
import { sep } from 'node:path';
import type { Call, FaultKind } from './catalogue.js';
import type { Clock } from './clock-seam.js';
import { die } from './die.js';
import type { Injector } from './injector.js';
import type { Workspaces } from '../../src/portability/index.js';

type AnyFunction = (...parts: unknown[]) => unknown;
interface Handle {
  readonly fd: number;
  read: AnyFunction;
}

/** Watches streams into and file handles below a folder; the descriptors are told apart by /proc, so on Linux alone. */
export async function watchFiles(folder: string, injector: Injector, clock: Clock): Promise<void> {
  // The very object that Node's own streams look at when they work.
  const node = fs as unknown as { open: AnyFunction; write: AnyFunction };
  const { open: openFile, write } = node;
  const inside = (path: unknown): boolean => typeof path === 'string' && path.startsWith(folder + sep);
  const met = (call: Call, path: unknown): FaultKind | undefined => {
    if (!injector.isActive || !inside(path)) return undefined;
    const kind = injector.meet('files', call, `files.${call}`);
    act(kind, clock);
    return kind;
  };
  const refuse = (parts: unknown[], error: Error): void =>
    void setImmediate(() => (parts.at(-1) as (error: Error) => void)(error));

  node.open = (...parts) =>
    met('open', parts[0]) === 'error' ? refuse(parts, full('open')) : openFile.call(fs, ...parts);
  node.write = (...parts) =>
    met('write', pathOf(parts[0] as number)) === 'error'
      ? refuse(parts, full('write'))
      : write.call(fs, ...parts);

  const sample = await open(folder, 'r');
  const prototype = Object.getPrototypeOf(sample) as Handle;
  await sample.close();
  const { read } = prototype;
  prototype.read = async function (this: Handle, ...parts) {
    const kind = met('read', injector.isActive ? pathOf(this.fd) : '');
    if (kind === 'error')
      throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
    const result = (await read.call(this, ...parts)) as { bytesRead: number; buffer: Buffer };
    if (kind === 'short') return { ...result, bytesRead: Math.floor(result.bytesRead / 2) };
    if (kind === 'flipped') {
      const at = Math.floor(result.bytesRead / 2);
      result.buffer[at] = (result.buffer[at] ?? 0) ^ 1;
    }
    return result;
  };
}

/** The same folders, with a place in front of their opening. */
export const watchWorkspaces = (real: Workspaces, injector: Injector, clock: Clock): Workspaces => ({
  async open() {
    const kind = injector.meet('files', 'workspace', 'files.workspace');
    act(kind, clock);
    if (kind === 'error') throw full('mkdir');
    return real.open();
  },
  sweep: () => real.sweep(),
});

function act(kind: FaultKind | undefined, clock: Clock): void {
  if (kind === 'killed') die();
  if (kind === 'ahead' || kind === 'back') clock.jump(kind === 'ahead' ? 1 : -1);
}

const full = (syscall: string): Error =>
  Object.assign(new Error(`ENOSPC: no space left on device, ${syscall}`), { code: 'ENOSPC', syscall });

function pathOf(descriptor: number): string {
  try {
    return fs.readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return '';
  }
}
