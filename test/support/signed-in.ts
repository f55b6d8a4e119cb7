/** The browser of whoever follows the link that a start prints. */
import type { Program } from './program.js';

export const LINK = /(http:\/\/localhost:[1-9]\d*)\/sign-in#([\w-]+)/;

export async function linkOf(program: Program): Promise<{ origin: string; token: string }> {
  const [, origin = '', token = ''] = await program.saying(LINK);
  return { origin, token };
}

/** Signs in as the page behind the link does. */
export const signIn = (origin: string, token: string): Promise<Response> =>
  fetch(`${origin}/api/auth/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ token }),
  });

/** What the browser sends from then on. */
export const cookieOf = ({ headers }: Response): string => headers.getSetCookie()[0]?.split(';')[0] ?? '';
