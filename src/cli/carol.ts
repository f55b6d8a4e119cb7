/** Opens Carol for one command: alone, or beside a server that runs on the same data. */
import { NestFactory } from '@nestjs/core';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { AccountsService, type Account } from '../accounts/accounts.service.js';
import { Tokens } from '../accounts/tokens.js';
import { AppModule } from '../app.module.js';
import { loadConfig } from '../config.js';
import { openInstance } from '../instance.js';
import { PortabilityError, PORTABILITY, type Portability } from '../portability/index.js';
import { VERSION } from '../version.js';

export interface Carol {
  readonly accounts: AccountsService;
  readonly tokens: Tokens;
  readonly commands: CommandBus;
  readonly queries: QueryBus;
  readonly portability: Portability;
}

/** Runs `work` with everything open, and closes it whatever happens. */
export async function withCarol<Result>(
  signal: AbortSignal,
  work: (carol: Carol) => Promise<Result>,
): Promise<Result> {
  const config = loadConfig();
  const instance = await openInstance(config, () => undefined, signal);
  try {
    signal.throwIfAborted();
    const { dataSource, blobs } = instance;
    const app = await NestFactory.createApplicationContext(
      AppModule.forRoot({ config, dataSource, blobs, version: VERSION, background: false }),
      { logger: false, abortOnError: false },
    );
    try {
      return await work({
        accounts: app.get(AccountsService, { strict: false }),
        tokens: app.get(Tokens, { strict: false }),
        commands: app.get(CommandBus, { strict: false }),
        queries: app.get(QueryBus, { strict: false }),
        portability: app.get<Portability>(PORTABILITY, { strict: false }),
      });
    } finally {
      await app.close();
    }
  } finally {
    await instance.close();
  }
}

/** @throws PortabilityError `not-found` */
export async function accountOf({ accounts }: Carol, email: string): Promise<Account> {
  const account = await accounts.findByEmail(email);
  if (account) return account;
  throw new PortabilityError(
    'not-found',
    `Nobody here has the e-mail address ${email}. “user create” makes an account.`,
  );
}
