/** Every answer that counts towards a limit says what is left of it, so that a client slows down before it is refused. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packGraph, sampleGraph } from '../support/sample.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ LIMIT_TRANSFERS_PER_MINUTE: '3' });
});
afterAll(() => service?.close());

/** The headers about limits; a reset within the window is only said to be one. */
function told({ headers }: { readonly headers: Headers }, window: number): Readonly<Record<string, string>> {
  const found = [...headers].filter(([name]) => /^(ratelimit-|retry-after$)/.test(name));
  return Object.fromEntries(
    found.map(([name, value]) => {
      const isTime = name === 'ratelimit-reset' || name === 'retry-after';
      if (isTime) expect(Number(value)).toBeGreaterThan(0);
      if (isTime) expect(Number(value)).toBeLessThanOrEqual(window);
      return [name, isTime ? 'seconds' : value];
    }),
  );
}

const headersOf = (limit: number, remaining: number, window: number): Readonly<Record<string, string>> => ({
  'ratelimit-limit': String(limit),
  'ratelimit-policy': `${limit};w=${window}`,
  'ratelimit-remaining': String(remaining),
  'ratelimit-reset': 'seconds',
});

describe('transfers', () => {
  const exported = async (user: TestUser): Promise<Response> => {
    const answer = await fetch(`${service.url}/api/export`, {
      headers: { authorization: `Bearer ${user.token}` },
    });
    await answer.arrayBuffer();
    return answer;
  };

  it('say what is left, whatever they become, and when there is more', async () => {
    const user = await service.createUser();
    const preview = await service.preview(user, await packGraph(sampleGraph()));
    expect([preview.status, told(preview, 60)]).toEqual([200, headersOf(3, 2, 60)]);
    const broken = await service.preview(user, Buffer.from('no archive'));
    expect([broken.status, told(broken, 60)]).toEqual([415, headersOf(3, 1, 60)]);
    const whole = await exported(user);
    expect([whole.status, told(whole, 60)]).toEqual([200, headersOf(3, 0, 60)]);
    const refused = await exported(user);
    expect([refused.status, told(refused, 60)]).toEqual([
      429,
      { ...headersOf(3, 0, 60), 'retry-after': 'seconds' },
    ]);
    expect(refused.headers.get('retry-after')).toBe(refused.headers.get('ratelimit-reset'));
  });

  it('of somebody else are counted apart', async () => {
    expect(told(await exported(await service.createUser()), 60)).toEqual(headersOf(3, 2, 60));
  });
});

describe('tries to sign in', () => {
  const guess = (email: string): Promise<Response> =>
    fetch(`${service.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: 'a guess' }),
    });

  it('say what is left for the address for e-mail or the network, whichever is less', async () => {
    for (let left = 9; left >= 0; left--) {
      const answer = await guess('ann@example.org');
      expect([answer.status, told(answer, 900)]).toEqual([401, headersOf(10, left, 900)]);
    }
    const refused = await guess('ann@example.org');
    expect([refused.status, told(refused, 900)]).toEqual([
      429,
      { ...headersOf(10, 0, 900), 'retry-after': 'seconds' },
    ]);
    // Ten failed from this network: forty are left of fifty, and nine of ten for another address.
    expect(told(await guess('bob@example.org'), 900)).toEqual(headersOf(10, 9, 900));
  });
});
