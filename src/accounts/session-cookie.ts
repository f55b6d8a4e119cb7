/** The cookie that a signed-in browser holds. */
import { parse } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';

const NAME = 'carol_session';

/** Below a path of its own it is sent nowhere else: other applications share the origin. */
const attributes = (publicUrl: string, { req }: Response): CookieOptions => {
  const { protocol, pathname } = new URL(publicUrl);
  return {
    httpOnly: true,
    sameSite: 'lax',
    secure: protocol === 'https:' || req.secure,
    path: pathname.replace(/(?<=.)\/$/, ''),
  };
};

export function readSessionCookie(request: Request): string | null {
  return parse(request.headers.cookie ?? '')[NAME] || null;
}

export function setSessionCookie(response: Response, publicUrl: string, token: string, expires: Date): void {
  response.cookie(NAME, token, { ...attributes(publicUrl, response), expires });
}

export function clearSessionCookie(response: Response, publicUrl: string): void {
  response.clearCookie(NAME, attributes(publicUrl, response));
}
