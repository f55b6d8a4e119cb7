/** The one guard: says who is asking, by bearer token or session cookie, before any byte of a body is read. */
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { HttpRefusal, type PortabilityError } from '../portability/index.js';
import { ACCOUNTS_OPTIONS, type AccountsOptions } from './options.js';
import { assertOwnPage, isWrite } from './same-origin.js';
import { readSessionCookie, setSessionCookie } from './session-cookie.js';
import { Sessions } from './sessions.js';
import { Tokens } from './tokens.js';

export interface AuthenticatedRequest extends Request {
  user: { readonly id: string };
}

/** 401 with the challenge that RFC 6750, section 3, asks for. */
export const unauthenticated = (detail: string): PortabilityError =>
  new HttpRefusal('unauthenticated', detail, { 'WWW-Authenticate': 'Bearer realm="carol"' });

@Injectable()
export class AccountsGuard implements CanActivate {
  constructor(
    private readonly tokens: Tokens,
    private readonly sessions: Sessions,
    @Inject(ACCOUNTS_OPTIONS) private readonly options: AccountsOptions,
  ) {}

  /** @throws PortabilityError `unauthenticated`, `forbidden` */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const bearer = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
    const id = bearer
      ? await this.tokens.find(bearer)
      : await this.bySession(request, context.switchToHttp().getResponse<Response>());
    if (!id) {
      throw unauthenticated(
        bearer
          ? 'The access token is not valid, or no longer. Create a new one.'
          : 'Sign in, or send a personal access token.',
      );
    }
    request.user = { id };
    return true;
  }

  private async bySession(request: Request, response: Response): Promise<string | null> {
    const token = readSessionCookie(request);
    if (!token) return null;
    if (isWrite(request)) assertOwnPage(request, this.options);
    const session = await this.sessions.find(token);
    if (session?.renewedUntil) {
      setSessionCookie(response, this.options.publicUrl, token, session.renewedUntil);
    }
    return session?.userId ?? null;
  }
}
