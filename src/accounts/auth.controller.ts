/** Signing in and out, and who is signed in. */
import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCookieAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { clientAddressOf } from '../http/client-address.js';
import { DescribeOperation, tellRateLimit } from '../portability/index.js';
import { AccountsGuard, unauthenticated, type AuthenticatedRequest } from './accounts.guard.js';
import { AccountsService, type Account } from './accounts.service.js';
import { CREDENTIALS, credentials, SIGN_IN_LINK, SIGNED_IN, signInLink } from './dto.js';
import { Identification } from './identification.js';
import { jsonBody } from './json-body.js';
import { GET_SESSION, SIGN_IN, SIGN_IN_BY_LINK, SIGN_OUT } from './operations.js';
import { ACCOUNTS_OPTIONS, type AccountsOptions } from './options.js';
import { assertOwnPage } from './same-origin.js';
import { clearSessionCookie, readSessionCookie, setSessionCookie } from './session-cookie.js';
import { Sessions } from './sessions.js';

interface SignedIn {
  readonly user: Account;
}

@ApiTags('Signing in')
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly identification: Identification,
    private readonly sessions: Sessions,
    @Inject(ACCOUNTS_OPTIONS) private readonly options: AccountsOptions,
  ) {}

  @Post('login')
  @HttpCode(200)
  @DescribeOperation(SIGN_IN)
  @ApiBody({ schema: CREDENTIALS })
  @ApiOkResponse({ description: 'Who is signed in', schema: SIGNED_IN })
  async login(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Body() body: unknown,
  ): Promise<SignedIn> {
    // Signing a browser in to somebody else's account is an attack too.
    assertOwnPage(request, this.options);
    const user = await this.identification.byPassword(
      credentials.parse(jsonBody(request, body)),
      clientAddressOf(request),
      (quota) => tellRateLimit(response, quota),
    );
    return this.signIn(user, request, response);
  }

  @Post('link')
  @HttpCode(200)
  @DescribeOperation(SIGN_IN_BY_LINK)
  @ApiBody({ schema: SIGN_IN_LINK })
  @ApiOkResponse({ description: 'Who is signed in', schema: SIGNED_IN })
  async link(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Body() body: unknown,
  ): Promise<SignedIn> {
    assertOwnPage(request, this.options);
    const { token } = signInLink.parse(jsonBody(request, body));
    return this.signIn(await this.identification.byLink(token), request, response);
  }

  @Post('logout')
  @HttpCode(204)
  @DescribeOperation(SIGN_OUT)
  @ApiNoContentResponse({ description: 'Signed out, whether or not there was a session' })
  async logout(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    assertOwnPage(request, this.options);
    const token = readSessionCookie(request);
    if (token) await this.sessions.close(token);
    clearSessionCookie(response, this.options.publicUrl);
  }

  @Get('session')
  @DescribeOperation(GET_SESSION)
  @ApiBearerAuth()
  @ApiCookieAuth()
  @ApiOkResponse({ description: 'Who is signed in', schema: SIGNED_IN })
  @UseGuards(AccountsGuard)
  async session(
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignedIn> {
    response.setHeader('Cache-Control', 'no-store');
    const user = await this.accounts.findById(request.user.id);
    if (!user) throw unauthenticated('This account is gone.');
    return { user };
  }

  private async signIn(user: Account, request: Request, response: Response): Promise<SignedIn> {
    const previous = readSessionCookie(request);
    if (previous) await this.sessions.close(previous);
    const { token, expires } = await this.sessions.open(user.id);
    setSessionCookie(response, this.options.publicUrl, token, expires);
    response.setHeader('Cache-Control', 'no-store');
    return { user };
  }
}
