/** Finds out whose account it is that somebody signs in to. */
import { Injectable } from '@nestjs/common';
import { unauthenticated } from './accounts.guard.js';
import { AccountsService, type Account } from './accounts.service.js';
import type { RateLimit } from '../portability/index.js';
import type { Credentials } from './dto.js';
import { normaliseEmail } from './email.js';
import { LoginThrottle } from './login-throttle.js';
import { SignInLinks } from './sign-in-links.js';

@Injectable()
export class Identification {
  constructor(
    private readonly accounts: AccountsService,
    private readonly throttle: LoginThrottle,
    private readonly links: SignInLinks,
  ) {}

  /**
   * @param address of who tries, whose tries are counted
   * @param tell told what is left of the tries, before it is known whether this one succeeds
   * @throws PortabilityError `unauthenticated`, or `too-many-requests` before the password is looked at
   */
  async byPassword(
    { email, password }: Credentials,
    address: string,
    tell: (quota: RateLimit) => void,
  ): Promise<Account> {
    const { id, quota } = await this.throttle.attempt(normaliseEmail(email), address);
    tell(quota);
    const user = await this.accounts.findByPassword(email, password);
    if (!user) throw unauthenticated('This e-mail address and this password do not belong together.');
    await this.throttle.succeed(id);
    return user;
  }

  /**
   * @param token of a link that the log printed; it works once
   * @throws PortabilityError `unauthenticated`
   */
  async byLink(token: string): Promise<Account> {
    const userId = this.links.consume(token);
    const user = userId && (await this.accounts.findById(userId));
    if (!user)
      throw unauthenticated('This link was used already, or has expired. Restarting the service prints one.');
    return user;
  }
}
