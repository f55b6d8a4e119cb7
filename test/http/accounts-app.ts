/** An application that has nothing but accounts, and how one signs in to it. */
import { Controller, Get, Post, Req, UseGuards } from '@nestjs/common';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { DataSource } from 'typeorm';
import { AccountsGuard, type AuthenticatedRequest } from '../../src/accounts/accounts.guard.js';
import { AccountsModule } from '../../src/accounts/accounts.module.js';
import { AccountsService, type Account } from '../../src/accounts/accounts.service.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

@Controller('thing')
@UseGuards(AccountsGuard)
class ThingController {
  @Get()
  read(@Req() request: AuthenticatedRequest): string {
    return request.user.id;
  }

  @Post()
  write(@Req() request: AuthenticatedRequest): string {
    return request.user.id;
  }
}

export const PUBLIC_URL = 'https://carol.example';
export const PASSWORD = 'correct horse battery';

let database: TestDatabase;
export let server: TestApp;
export let accounts: AccountsService;
export let sql: DataSource;
export let ann: Account;

/** Gives the tests of a spec an application with accounts, one of which is Ann’s, and with a thing that asks who comes. */
export function useAccounts(): void {
  beforeAll(async () => {
    database = await createTestDatabase();
    const throttle = { perEmail: 3, perAddress: 6, windowSeconds: 600 };
    server = await startTestApp(database.url, {
      imports: [AccountsModule.forRoot({ publicUrl: PUBLIC_URL, throttle })],
      controllers: [ThingController],
    });
    accounts = server.app.get(AccountsService);
    sql = server.app.get(DataSource);
    ann = await accounts.createUser('  Ann@Example.ORG ', PASSWORD);
  });
  afterAll(async () => {
    await server?.close();
    await database?.drop();
  });
}

/** Sends a request to the application. */
export const call = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(server.url + path, init);

export const postJson = (
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> =>
  call(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

export const login = (
  email: string,
  password: string,
  headers: Record<string, string> = {},
): Promise<Response> => postJson('/api/auth/login', { email, password }, headers);

/** The cookie that an answer sets, as a request sends it. */
export const cookieOf = (response: Response): string =>
  response.headers.getSetCookie()[0]?.split(';')[0] ?? '';

/** As if nobody had tried to sign in. */
export const forgetAttempts = (): Promise<unknown> => sql.query('DELETE FROM login_attempt');

/** The problem document of an answer. */
export async function problemOf(response: Response): Promise<Record<string, unknown>> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return (await response.json()) as Record<string, unknown>;
}
