/** Slows down whoever guesses passwords: for one account, and from one network. */
import { createHash, randomUUID } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { HttpRefusal, rateLimitHeaders, type RateLimit } from '../portability/index.js';
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

/** A try that was noted. */
export interface LoginTry {
  /** For `succeed`. */
  readonly id: string;
  /** What is left of the tries, this one counted as failed. */
  readonly quota: RateLimit;
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
   * @throws PortabilityError `too-many-requests` with the seconds to wait.
   */
  async attempt(email: string, address: string): Promise<LoginTry> {
    const id = randomUUID();
    const emailHash = createHash('sha256').update(email).digest();
    const network = networkOf(address);
    await this.dataSource.query(`DELETE FROM login_attempt WHERE created_at < now() - interval '1 day'`);
    await this.dataSource.query(
      `INSERT INTO login_attempt (id, user_id, email_hash, address)
       VALUES ($1, (SELECT id FROM "user" WHERE lower(email) = lower($2)), $3, $4)`,
      [id, email, emailHash, network],
    );
    const [ofEmail, ofNetwork] = await Promise.all([
      this.quota('email_hash', emailHash, id, this.limits.perEmail),
      this.quota('address', network, id, this.limits.perAddress),
    ]);
    const quota = tighter(ofEmail, ofNetwork);
    if (quota.remaining < 0) {
      const seconds = quota.resetSeconds;
      // A refused try does not count, or trying on would keep the owner out for good.
      await this.dataSource.query('DELETE FROM login_attempt WHERE id = $1', [id]);
      throw new HttpRefusal(
        'too-many-requests',
        `Too many tries to sign in failed. Try again in ${Math.ceil(seconds / 60)} min.`,
        rateLimitHeaders({ ...quota, remaining: 0 }),
        { retrySeconds: seconds },
      );
    }
    return { id, quota };
  }

  async succeed(id: string): Promise<void> {
    await this.dataSource.query('UPDATE login_attempt SET succeeded = true WHERE id = $1', [id]);
  }

  /** Below 0 remain where this try is one too many: then the n-th newest other failure must leave the window first. */
  private async quota(
    column: 'email_hash' | 'address',
    value: Buffer | string,
    self: string,
    limit: number,
  ): Promise<RateLimit> {
    const { windowSeconds } = this.limits;
    const [row] = await this.dataSource.query<readonly { failures: number; seconds: number | null }[]>(
      `SELECT count(*)::int AS failures, ceil(extract(epoch FROM min(created_at) - now()) + $4::int)::int AS seconds
         FROM (SELECT created_at FROM login_attempt
                WHERE ${column} = $1 AND id <> $2 AND NOT succeeded AND created_at > now() - make_interval(secs => $4::int)
                ORDER BY created_at DESC LIMIT $3) AS newest`,
      [value, self, limit, windowSeconds],
    );
    const remaining = limit - 1 - (row?.failures ?? 0);
    return { limit, windowSeconds, remaining, resetSeconds: Math.max(1, row?.seconds ?? windowSeconds) };
  }
}

/** The one with less left; where nothing is left of either, the one that takes longer. */
function tighter(one: RateLimit, other: RateLimit): RateLimit {
  if (one.remaining < 0 && other.remaining < 0) return one.resetSeconds > other.resetSeconds ? one : other;
  return one.remaining <= other.remaining ? one : other;
}
