/** An import that has been sent, and whose end this client has not heard yet. */

export interface PendingImport {
  readonly userId: string;
  /** By which the service knows it. */
  readonly key: string;
  /** The name of the file, for the person. */
  readonly fileName: string;
}

/** Where a client keeps one thing; none of these rejects. */
export interface Keeping<Kept> {
  /** Null where there is none of this person's. */
  find(userId: string): Promise<Kept | null>;
  keep(kept: Kept): Promise<void>;
  forget(): Promise<void>;
}

/** A place for one text, which may fail: a private window, a full store, no such file. */
export interface Place {
  read(): Promise<string> | string;
  write(json: string): void;
  remove(): void;
}

/** That something cannot be remembered must not stand in the way of the import itself. */
export const keptIn = <Kept extends object>(
  { read, write, remove }: Place,
  parse: (json: string, userId: string) => Kept | null,
): Keeping<Kept> => ({
  async find(userId) {
    try {
      return parse(await read(), userId);
    } catch {
      return null;
    }
  },
  async keep(kept) {
    quietly(() => write(JSON.stringify(kept)));
  },
  async forget() {
    quietly(remove);
  },
});

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // As said above.
  }
}

/** What stands there may be of another version, or of another person who uses this device. */
export function parsePending(json: string, userId: string): PendingImport | null {
  const read: unknown = json === '' ? null : JSON.parse(json);
  if (typeof read !== 'object' || read === null) return null;
  const { userId: owner, key, fileName } = read as Partial<Record<keyof PendingImport, unknown>>;
  if (owner !== userId || typeof key !== 'string' || typeof fileName !== 'string') return null;
  return { userId, key, fileName };
}
