/** The token of a one-time sign-in link, `/sign-in#<token>`: read from the fragment, which no server or log sees, and wiped from the address at once. */

import { BASE_PATH } from '../api/base-path';

const PATH = `${BASE_PATH}/sign-in`;
/** Taken when the page loads, before the router looks at the address. */
let waiting = takeFromAddress();

/** The token that the page was opened with; once. */
export function takeLinkToken(): string | null {
  const token = waiting;
  waiting = null;
  return token;
}

/** Calls back when another link is opened in this page. Returns the way to stop. */
export function onLinkToken(callback: (token: string) => void): () => void {
  const look = () => {
    const token = takeFromAddress();
    if (token !== null) callback(token);
  };
  window.addEventListener('hashchange', look);
  return () => window.removeEventListener('hashchange', look);
}

function takeFromAddress(): string | null {
  const { pathname, hash, search } = window.location;
  if (pathname !== PATH || hash.length < 2) return null;
  window.history.replaceState(window.history.state, '', pathname + search);
  return decodeURIComponent(hash.slice(1));
}
