/** Slows down whoever guesses passwords: for one account, and from one network. */
import { createHash, randomUUID } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PortabilityError } from '../portability/index.js';
import { ACCOUNTS_OPTIONS, DEFAULT_THROTTLE, type AccountsOptions, type ThrottleOptions } from './options.js';

/** One household holds a whole IPv6 /64: counting single addresses would count nothing. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.replace(/%.*$/, '').split('::');
  const front = head.split(':').filter(Boolean);
  const back = tail.split(':').filter(Boolean);
  const groups = address.includes('::')
    ? [...front, ...Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0'), ...back]
    : front;
  const network = groups.slice(0, 4).map((group) => parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}

@Injectable()
export class LoginThrottle {
  private readonly limits: ThrottleOptions;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(ACCOUNTS_OPTIONS) options: AccountsOptions,
  ) {
    this.limits = options.throttle ?? DEFAULT_THROTTLE;
  }

  /**
   * Notes a try, before the password is looked at: tries that run side by side then see each other.
   * Returns its id, for `succeed`.
   * @throws PortabilityError `too-many-requests` with the seconds to wait.
   */
  async attempt(email: string, address: string): Promise<string> {
    const id = randomUUID();
    const emailHash = createHash('sha256').update(email).digest();
    const network = networkOf(address);
    await this.dataSource.query(`DELETE FROM login_attempt WHERE created_at < now() - interval '1 day'`);
    await this.dataSource.query(
      `INSERT INTO login_attempt (id, user_id, email_hash, address)
       VALUES ($1, (SELECT id FROM "user" WHERE lower(email) = lower($2)), $3, $4)`,
      [id, email, emailHash, network],
    );
    const waits = await Promise.all([
      this.secondsToWait('email_hash', emailHash, id, this.limits.perEmail),
      this.secondsToWait('address', network, id, this.limits.perAddress),
    ]);
    const seconds = Math.max(...waits);
    if (seconds > 0) {
      // A refused try does not count, or trying on would keep the owner out for good.
      await this.dataSource.query('DELETE FROM login_attempt WHERE id = $1', [id]);
      throw new PortabilityError(
        'too-many-requests',
        `Too many tries to sign in failed. Try again in ${Math.ceil(seconds / 60)} min.`,
        {},
        { retrySeconds: seconds },
      );
    }
    return id;
  }

  async succeed(id: string): Promise<void> {
    await this.dataSource.query('UPDATE login_attempt SET succeeded = true WHERE id = $1', [id]);
  }

  /** Whole seconds until the n-th newest other failure leaves the window; 0 when there are fewer. */
  private async secondsToWait(
    column: 'email_hash' | 'address',
    value: Buffer | string,
    self: string,
    allowed: number,
  ): Promise<number> {
    const rows: readonly { seconds: number }[] = await this.dataSource.query(
      `SELECT ceil(extract(epoch FROM created_at - now()) + $4::int)::int AS seconds
         FROM login_attempt
        WHERE ${column} = $1 AND id <> $2 AND NOT succeeded AND created_at > now() - make_interval(secs => $4::int)
        ORDER BY created_at DESC OFFSET $3 LIMIT 1`,
      [value, self, allowed - 1, this.limits.windowSeconds],
    );
    return Math.max(0, rows[0]?.seconds ?? 0);
  }
}
