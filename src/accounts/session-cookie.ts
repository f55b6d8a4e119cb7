/** The cookie that a signed-in browser holds. */
import { parse } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';

const NAME = 'carol_session';

const attributes = (publicUrl: string): CookieOptions => ({
  httpOnly: true,
  sameSite: 'lax',
  secure: new URL(publicUrl).protocol === 'https:',
  path: '/',
});

export function readSessionCookie(request: Request): string | null {
  return parse(request.headers.cookie ?? '')[NAME] || null;
}

export function setSessionCookie(response: Response, publicUrl: string, token: string, expires: Date): void {
  response.cookie(NAME, token, { ...attributes(publicUrl), expires });
}

export function clearSessionCookie(response: Response, publicUrl: string): void {
  response.clearCookie(NAME, attributes(publicUrl));
}
