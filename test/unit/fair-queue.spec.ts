/** Whose turn it is in the queue. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createFairQueue } from '../../src/portability/http/admission/fair-queue.js';

describe('the queue', () => {
  it('says of each item how many are served before it, if nobody else comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 }),
        fc.constantFrom('a', 'b', 'e'),
        (people, last) => {
          const queue = createFairQueue<number>();
          people.forEach((person, index) => queue.add(person, index));
          const position = queue.positionOf(last);
          queue.add(last, -1);
          const order = Array.from({ length: people.length + 1 }, () => queue.next());
          expect(order.indexOf(-1) + 1).toBe(position);
          expect(queue.next()).toBeUndefined();
          expect(queue.size).toBe(0);
        },
      ),
    );
  });

  it('serves nobody twice while somebody else waits who came before', () => {
    const queue = createFairQueue<string>();
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) queue.add(item.charAt(0), item);
    queue.remove('c', 'c1');
    queue.remove('c', 'nothing');
    const order = Array.from({ length: 6 }, () => queue.next());
    expect(order).toEqual(['a1', 'b1', 'c2', 'a2', 'a3', undefined]);
  });
});
