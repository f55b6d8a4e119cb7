/** How much memory a process holds at most over what it held before, in bytes. */
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import type { MemoryReport } from './report-memory.js';
import type { Service } from './service.js';

export interface PeakMemory {
  /** When it was begun to look. */
  readonly idle: number;
  /** The most since then; where the system does not forget an earlier peak, since the start. */
  peak(): Promise<number>;
}

/** Linux keeps the peak (VmHWM), and forgets it when asked (proc(5), clear_refs); elsewhere the process says its own. */
export async function watchMemory({ process: child }: Service): Promise<PeakMemory> {
  if (process.platform !== 'linux') {
    const report = async (): Promise<MemoryReport> => {
      child.send('memory');
      const [answer] = (await once(child, 'message')) as [MemoryReport];
      return answer;
    };
    return { idle: (await report()).now, peak: async () => (await report()).peak };
  }
  const folder = `/proc/${child.pid}`;
  const read = async (key: string): Promise<number> => {
    const found = new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(await readFile(`${folder}/status`, 'utf8'));
    return Number(found?.[1]) * 1024;
  };
  await writeFile(`${folder}/clear_refs`, '5');
  return { idle: await read('VmRSS'), peak: () => read('VmHWM') };
}
