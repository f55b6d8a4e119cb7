/** Whatever ZIP a stranger sends ends in the refusal that says what is wrong with it; nothing hangs and nothing gets through. */
import { describe, expect, it } from '@jest/globals';
import { HOSTILE_ZIPS } from '../support/hostile-zips.js';
import { toProblem } from '../support/read-container.js';

describe('a ZIP', () => {
  it.each(HOSTILE_ZIPS)('%s is refused', async (_, { slug, code, limit, detected }, make) => {
    const { slug: found, extensions, detail } = await toProblem(make());
    const [error] = (extensions['errors'] ?? []) as readonly { readonly code?: string }[];
    expect({
      slug: found,
      code: error?.code,
      limit: extensions['limit'],
      detected: extensions['detected'],
    }).toEqual({
      slug,
      code,
      limit,
      detected,
    });
    expect(detail).toMatch(/^\S.{9,}[.)]$/s);
  });
});
