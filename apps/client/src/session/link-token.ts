/** One-time links open in a browser; a phone signs in with a server address and a token. */

export function takeLinkToken(): string | null {
  return null;
}

/** Calls back when another link is opened in this page. Returns the way to stop. */
export function onLinkToken(_callback: (token: string) => void): () => void {
  return () => undefined;
}
