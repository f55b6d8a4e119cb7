/** Of two questions that overlap, only the newer one's answer counts. */
import { describe, expect, it } from '@jest/globals';
import { createTurns } from '../src/session/turns';

describe('a turn', () => {
  it('is the last one until another starts, whatever the order of the answers', () => {
    const turns = createTurns();
    const first = turns.next();
    expect(first()).toBe(true);
    const second = turns.next();
    expect([second(), first()]).toEqual([true, false]);
  });
});
