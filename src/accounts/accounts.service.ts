/** Users and what they sign in with. */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PortabilityError } from '../portability/index.js';
import { normaliseEmail, requireEmail } from './email.js';
import { ACCOUNTS_OPTIONS, type AccountsOptions } from './options.js';
import { hashPassword, verifyPassword } from './passwords.js';
import { SignInLinks } from './sign-in-links.js';
import { Tokens } from './tokens.js';

export interface Account {
  readonly id: string;
  readonly email: string;
}

@Injectable()
export class AccountsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly links: SignInLinks,
    private readonly tokens: Tokens,
    @Inject(ACCOUNTS_OPTIONS) private readonly options: AccountsOptions,
  ) {}

  /**
   * Without a password the account can be used with tokens and sign-in links only.
   * @throws PortabilityError `invalid-parameter`: no e-mail address, a taken one, an unfit password.
   */
  async createUser(email: string, password?: string): Promise<Account> {
    const address = requireEmail(email);
    const hash = password === undefined ? null : await hashPassword(password);
    const rows: readonly Account[] = await this.dataSource.query(
      `INSERT INTO "user" (id, email, password_hash) VALUES ($1, $2, $3)
       ON CONFLICT (lower(email)) DO NOTHING RETURNING id, email`,
      [randomUUID(), address, hash],
    );
    if (!rows[0]) {
      throw new PortabilityError('invalid-parameter', 'There is a user with this e-mail address already.');
    }
    return rows[0];
  }

  async findByEmail(email: string): Promise<Account | null> {
    const rows: readonly Account[] = await this.dataSource.query(
      'SELECT id, email FROM "user" WHERE lower(email) = lower($1)',
      [normaliseEmail(email)],
    );
    return rows[0] ?? null;
  }

  async hasAny(): Promise<boolean> {
    const rows: readonly unknown[] = await this.dataSource.query('SELECT FROM "user" LIMIT 1');
    return rows.length > 0;
  }

  /** Every account, a page at a time. */
  async *all(): AsyncGenerator<Account> {
    for (let after = ''; ;) {
      const page: readonly Account[] = await this.dataSource.query(
        'SELECT id, email FROM "user" WHERE id > $1 ORDER BY id LIMIT 500',
        [after],
      );
      yield* page;
      const last = page.at(-1);
      if (!last) return;
      after = last.id;
    }
  }

  async findById(id: string): Promise<Account | null> {
    const rows: readonly Account[] = await this.dataSource.query(
      'SELECT id, email FROM "user" WHERE id = $1',
      [id],
    );
    return rows[0] ?? null;
  }

  /** Null unless both fit; takes as long for an address that nobody has. */
  async findByPassword(email: string, password: string): Promise<Account | null> {
    const rows: readonly (Account & { password_hash: string | null })[] = await this.dataSource.query(
      'SELECT id, email, password_hash FROM "user" WHERE lower(email) = lower($1)',
      [normaliseEmail(email)],
    );
    const found = rows[0];
    const right = await verifyPassword(password, found?.password_hash ?? null);
    return found && right ? { id: found.id, email: found.email } : null;
  }

  /** Ends every session too: whoever changes a password may do so because somebody else has it. */
  async setPassword(userId: string, password: string): Promise<void> {
    const hash = await hashPassword(password);
    await this.dataSource.transaction(async (manager) => {
      await manager.query('UPDATE "user" SET password_hash = $2, updated_at = now() WHERE id = $1', [
        userId,
        hash,
      ]);
      await manager.query('DELETE FROM session WHERE user_id = $1', [userId]);
    });
  }

  /** A personal access token in plain text, this once; only its hash is kept. */
  async createToken(userId: string, name: string): Promise<string> {
    return (await this.tokens.create(userId, name)).token;
  }

  /**
   * A link that signs in once. Its token is the fragment, which no server sees before the page that it
   * opens posts it: a crawler or a mail scanner that follows the link uses nothing up.
   * @param base where people reach the service, with no slash at its end, when that is known only after the start (port 0)
   */
  createSignInLink(userId: string, base: string = this.options.publicUrl): string {
    return `${base}/sign-in#${this.links.create(userId)}`;
  }

  /** Deletes the user and, by cascade, every row of theirs. Blobs without a row are left to the sweep. */
  async deleteUser(userId: string): Promise<void> {
    await this.dataSource.query('DELETE FROM "user" WHERE id = $1', [userId]);
  }
}
