/** Personal access tokens of whoever is signed in. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCookieAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { DescribeOperation, PortabilityError } from '../portability/index.js';
import { AccountsGuard, type AuthenticatedRequest } from './accounts.guard.js';
import { NEW_TOKEN, newToken, TOKEN, TOKENS } from './dto.js';
import { jsonBody } from './json-body.js';
import { CREATE_TOKEN, LIST_TOKENS, REVOKE_TOKEN } from './operations.js';
import { Tokens, type Token } from './tokens.js';

@ApiTags('Signing in')
@ApiCookieAuth()
@UseGuards(AccountsGuard)
@Controller('api/auth/tokens')
export class TokensController {
  constructor(private readonly tokens: Tokens) {}

  @Get()
  @DescribeOperation(LIST_TOKENS)
  @ApiBearerAuth()
  @ApiOkResponse({ description: 'The tokens, the newest first', schema: TOKENS })
  async list(
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ readonly tokens: readonly Token[] }> {
    response.setHeader('Cache-Control', 'no-store');
    return { tokens: await this.tokens.list(request.user.id) };
  }

  @Post()
  @HttpCode(201)
  @DescribeOperation(CREATE_TOKEN)
  @ApiBody({ schema: NEW_TOKEN })
  @ApiCreatedResponse({ description: 'The token, this once', schema: TOKEN })
  async create(
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) response: Response,
    @Body() body: unknown,
  ): Promise<Token & { readonly token: string }> {
    // Revoking a token that was stolen must be the end of it.
    if (request.headers.authorization !== undefined)
      throw new PortabilityError('forbidden', 'A token makes no tokens. Sign in for that.');
    const { name } = newToken.parse(jsonBody(request, body));
    response.setHeader('Cache-Control', 'no-store');
    return this.tokens.create(request.user.id, name);
  }

  @Delete(':id')
  @HttpCode(204)
  @DescribeOperation(REVOKE_TOKEN)
  @ApiBearerAuth()
  @ApiParam({ name: 'id', schema: { type: 'string' }, description: 'As the list has it.' })
  @ApiNoContentResponse({ description: 'It is revoked.' })
  async revoke(@Req() request: AuthenticatedRequest, @Param('id') id: string): Promise<void> {
    await this.tokens.revoke(request.user.id, id);
  }
}
