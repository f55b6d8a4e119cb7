/** Whose request it is on the network: the person's address, not that of a proxy that is trusted. */
import { isIP } from 'node:net';
import type { Request } from 'express';

/** An IP address; empty where the connection has none any more. Which proxies are believed is Express's setting `trust proxy`. */
export function clientAddressOf(request: Request): string {
  const told = withoutPort(request.ip ?? '');
  // A proxy may pass on what somebody made up before it.
  return isIP(told) ? told : (request.socket.remoteAddress ?? '');
}

/** Some proxies write `192.0.2.7:50000` or `[2001:db8::7]:50000` (RFC 7239, section 6, has it so too). */
function withoutPort(address: string): string {
  const [, bracketed, plain] = /^\[([^\]]+)\](?::\d+)?$|^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(address) ?? [];
  return bracketed ?? plain ?? address;
}
