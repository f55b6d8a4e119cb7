/** A queue that serves people in turn, and what one person queued in the order in which it came. */

export interface FairQueue<Item> {
  readonly size: number;
  /** The number, from 1, that the next item of this person would have. */
  positionOf(userId: string): number;
  add(userId: string, item: Item): void;
  /** Removes an item that waits no longer; one that is not there is fine. */
  remove(userId: string, item: Item): void;
  /** Takes the next item: the oldest of the person whose turn it is. */
  next(): Item | undefined;
}

export function createFairQueue<Item>(): FairQueue<Item> {
  // In the order of the turns; nobody is in it without an item.
  const people = new Map<string, Item[]>();
  let size = 0;

  return {
    get size() {
      return size;
    },
    positionOf(userId) {
      const own = people.get(userId)?.length ?? 0;
      let isBefore = own > 0;
      let before = 0;
      for (const [other, { length }] of people) {
        if (other === userId) isBefore = false;
        // Whose turn comes earlier in a round is served once more until then.
        before += Math.min(length, isBefore || own === 0 ? own + 1 : own);
      }
      return before + 1;
    },
    add(userId, item) {
      const own = people.get(userId);
      if (own) own.push(item);
      else people.set(userId, [item]);
      size++;
    },
    remove(userId, item) {
      const own = people.get(userId);
      const index = own?.indexOf(item) ?? -1;
      if (!own || index < 0) return;
      own.splice(index, 1);
      if (own.length === 0) people.delete(userId);
      size--;
    },
    next() {
      const [turn] = people;
      if (!turn) return undefined;
      const [userId, own] = turn;
      const item = own.shift();
      // Set anew, a key of a Map is the last.
      people.delete(userId);
      if (own.length > 0) people.set(userId, own);
      size--;
      return item;
    },
  };
}
