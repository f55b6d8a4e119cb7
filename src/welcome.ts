/** What a person reads in the terminal after a start: where Carol is, and how to sign in. */
import type { Config } from './config.js';

/** Addresses at which `localhost` reaches the service too. */
const LOCAL = new Set(['127.0.0.1', '::1', 'localhost', '0.0.0.0', '::']);

/**
 * The address to show and to put into links: the public one, unless it is only the default; then the one that the
 * service listens at, whose port is known only now if any free one was asked for.
 */
export function shownUrl({ port, host, publicUrl }: Config, listensAt: string): string {
  if (publicUrl !== `http://localhost:${port}`) return publicUrl;
  return LOCAL.has(host) ? `http://localhost:${new URL(listensAt).port || 80}` : listensAt;
}

/** Plain lines, for a terminal or a log file alike. */
export function welcome(url: string, signInLink: string | undefined): string {
  const lines = [`Carol is running at ${url}`];
  if (signInLink !== undefined) lines.push('', 'Sign in to the demo account (works once):', signInLink);
  lines.push('', `The API is described at ${url}/api/docs. Ctrl-C stops Carol.`);
  return `\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n`;
}
