/** Sorts more than memory holds: in parts on disk, merged as they are read. */
import { open, type FileHandle } from 'node:fs/promises';
import type { Workspace } from '../storage/workspace.js';
import { readLines } from './lines.js';

export interface SortOptions<Item> {
  /** Total: no two items are equal. */
  readonly compare: (a: Item, b: Item) => number;
  /** What an item takes in memory, about, in the unit of `inMemory`. */
  readonly size: (item: Item) => number;
  /** As much is sorted at once. */
  readonly inMemory: number;
}

/** A sorted part on disk. */
interface Run<Item> {
  readonly file: string;
  readonly greatest: Item;
}

/** The items in their order; they are plain data. Parts lie in the workspace, which the caller disposes of. */
export async function* sorted<Item>(
  items: AsyncIterable<Item>,
  { compare, size, inMemory }: SortOptions<Item>,
  workspace: Workspace,
): AsyncGenerator<Item> {
  const runs: Run<Item>[] = [];
  let part: Item[] = [];
  let taken = 0;
  for await (const item of items) {
    part.push(item);
    if ((taken += size(item)) < inMemory) continue;
    await writePart(part.sort(compare), runs, compare, workspace);
    part = [];
    taken = 0;
  }
  part.sort(compare);
  if (runs.length === 0) return yield* part;
  const heads = [...runs.map(({ file }) => parsed<Item>(file)), inTurn(part)];
  yield* merged(heads, compare);
}

/** What is in order already, as it mostly is, becomes one run however long it is. */
async function writePart<Item>(
  part: readonly Item[],
  runs: Run<Item>[],
  compare: SortOptions<Item>['compare'],
  workspace: Workspace,
): Promise<void> {
  const [least, greatest] = [part[0], part.at(-1)];
  if (least === undefined || greatest === undefined) return;
  const last = runs.at(-1);
  const continued = last !== undefined && compare(last.greatest, least) < 0 ? last : undefined;
  const file = continued?.file ?? workspace.newFile();
  const handle = await open(file, 'a', 0o600);
  try {
    await writeLines(handle, part);
  } finally {
    await handle.close();
  }
  if (continued) runs.pop();
  runs.push({ file, greatest });
}

/** UTF-16 code units that are written at once. */
const CHUNK_LENGTH = 1024 * 1024;

async function writeLines(handle: FileHandle, items: readonly unknown[]): Promise<void> {
  let chunk = '';
  for (const item of items) {
    chunk += `${JSON.stringify(item)}\n`;
    if (chunk.length < CHUNK_LENGTH) continue;
    await handle.writeFile(chunk);
    chunk = '';
  }
  await handle.writeFile(chunk);
}

async function* parsed<Item>(file: string): AsyncGenerator<Item> {
  for await (const line of readLines(file)) yield JSON.parse(line) as Item;
}

async function* inTurn<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

async function* merged<Item>(
  sources: readonly AsyncGenerator<Item>[],
  compare: SortOptions<Item>['compare'],
): AsyncGenerator<Item> {
  const heads = await Promise.all(sources.map(async (source) => ({ source, next: await source.next() })));
  try {
    for (;;) {
      let least: (typeof heads)[number] | undefined;
      for (const head of heads) {
        if (head.next.done) continue;
        if (!least || compare(head.next.value, least.next.value as Item) < 0) least = head;
      }
      if (!least) return;
      yield least.next.value as Item;
      least.next = await least.source.next();
    }
  } finally {
    await Promise.all(sources.map((source) => source.return(undefined)));
  }
}
