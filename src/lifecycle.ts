/** What a process has opened: closed in reverse order, and named while it is being opened or closed. */

export interface Lifecycle {
  /**
   * Opens something that `closeAll` closes.
   * @param name completes "still pending: …", such as "the database"
   */
  open<Opened>(
    name: string,
    open: () => Promise<Opened>,
    close: (opened: Opened) => Promise<unknown>,
  ): Promise<Opened>;
  /** Closes all, the last first, also where one of them fails. @throws the first failure, when all are closed */
  closeAll(): Promise<void>;
  /** What is being opened or closed at this moment. */
  pending(): readonly string[];
}

export function createLifecycle(): Lifecycle {
  const closers: (() => Promise<unknown>)[] = [];
  const pending = new Set<string>();
  const named = async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
    pending.add(name);
    try {
      return await work();
    } finally {
      pending.delete(name);
    }
  };
  return {
    async open(name, open, close) {
      const opened = await named(name, open);
      closers.push(() => named(name, () => close(opened)));
      return opened;
    },
    async closeAll() {
      const failures: unknown[] = [];
      for (const close of closers.splice(0).reverse())
        await close().catch((error: unknown) => failures.push(error));
      if (failures.length > 0) throw failures[0];
    },
    pending: () => [...pending],
  };
}
