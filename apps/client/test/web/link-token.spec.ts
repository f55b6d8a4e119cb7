/** The token of a one-time link: taken once, and out of the address at once. */
import { describe, expect, it, jest } from '@jest/globals';

type LinkToken = typeof import('../../src/session/link-token.web');

/** The module as a page loads it that was opened at `address`. */
function opened(address: string): LinkToken {
  window.history.replaceState(null, '', address);
  let loaded: LinkToken | undefined;
  jest.isolateModules(() => {
    loaded = require('../../src/session/link-token.web') as LinkToken;
  });
  return loaded!;
}

describe('a one-time link', () => {
  it('hands its token out once and leaves nothing in the address', () => {
    const { takeLinkToken } = opened('/sign-in#a%2Bb');
    expect(window.location.href).toMatch(/\/sign-in$/);
    expect(takeLinkToken()).toBe('a+b');
    expect(takeLinkToken()).toBeNull();
  });

  it('is found where the service lives below a path, and nowhere else', () => {
    process.env['EXPO_BASE_URL'] = '/carol';
    try {
      const { takeLinkToken } = opened('/carol/sign-in#token');
      expect(window.location.href).toMatch(/\/carol\/sign-in$/);
      expect(takeLinkToken()).toBe('token');
      expect(opened('/sign-in#token').takeLinkToken()).toBeNull();
    } finally {
      delete process.env['EXPO_BASE_URL'];
    }
  });

  it('is none on any other page, or without a fragment', () => {
    expect(opened('/account#a').takeLinkToken()).toBeNull();
    expect(opened('/sign-in').takeLinkToken()).toBeNull();
    expect(opened('/sign-in#').takeLinkToken()).toBeNull();
  });

  it('that is opened in a page already there calls back', () => {
    const { onLinkToken } = opened('/sign-in');
    const seen: string[] = [];
    const stop = onLinkToken((token) => seen.push(token));
    window.history.replaceState(null, '', '/sign-in#second');
    window.dispatchEvent(new Event('hashchange'));
    stop();
    expect(seen).toEqual(['second']);
  });
});
