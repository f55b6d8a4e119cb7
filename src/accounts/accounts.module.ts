/** Accounts as a module: needs a TypeORM DataSource that knows the account entities, and nothing else. */
import { Module, type DynamicModule, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { json } from 'express';
import { AccountsGuard } from './accounts.guard.js';
import { AccountsService } from './accounts.service.js';
import { AuthController } from './auth.controller.js';
import { Identification } from './identification.js';
import { LoginThrottle } from './login-throttle.js';
import { ACCOUNTS_OPTIONS, type AccountsOptions } from './options.js';
import { Sessions } from './sessions.js';
import { SignInLinks } from './sign-in-links.js';
import { Tokens } from './tokens.js';
import { TokensController } from './tokens.controller.js';

@Module({})
export class AccountsModule implements NestModule {
  static forRoot(options: AccountsOptions): DynamicModule {
    return {
      module: AccountsModule,
      global: true,
      controllers: [AuthController, TokensController],
      providers: [
        { provide: ACCOUNTS_OPTIONS, useValue: options },
        SignInLinks,
        Sessions,
        Tokens,
        LoginThrottle,
        Identification,
        AccountsService,
        AccountsGuard,
      ],
      exports: [ACCOUNTS_OPTIONS, Sessions, Tokens, AccountsService, AccountsGuard],
    };
  }

  /** The only bodies that are read here are small JSON: the application needs no parser of its own. */
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(json({ limit: '8kb' })).forRoutes(AuthController, TokensController);
  }
}
