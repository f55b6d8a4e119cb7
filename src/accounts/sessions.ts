/** Sessions of signed-in browsers: thirty days, sliding on while they are used. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { hashSecret, newSecret } from './secrets.js';

const DAY = 24 * 60 * 60 * 1000;
const LIFETIME = 30 * DAY;
/** Once a day is enough: a write with every request would cost more than it tells. */
const RENEW_BELOW = LIFETIME - DAY;

export interface OpenSession {
  readonly userId: string;
  /** Set when the session was just prolonged, so that the cookie can be too. */
  readonly renewedUntil: Date | null;
}

@Injectable()
export class Sessions {
  constructor(private readonly dataSource: DataSource) {}

  /** Signs the user in; the token is what the cookie holds and is known to nobody else. */
  async open(userId: string): Promise<{ readonly token: string; readonly expires: Date }> {
    const token = newSecret();
    const expires = new Date(Date.now() + LIFETIME);
    await this.dataSource.query('DELETE FROM session WHERE expires_at <= now()');
    await this.dataSource.query(
      'INSERT INTO session (id, user_id, token_hash, expires_at) VALUES ($1, $2, $3, $4)',
      [randomUUID(), userId, hashSecret(token), expires],
    );
    return { token, expires };
  }

  async find(token: string): Promise<OpenSession | null> {
    const rows: readonly { id: string; user_id: string; expires_at: Date }[] = await this.dataSource.query(
      'SELECT id, user_id, expires_at FROM session WHERE token_hash = $1 AND expires_at > now()',
      [hashSecret(token)],
    );
    const session = rows[0];
    if (!session) return null;
    if (session.expires_at.getTime() > Date.now() + RENEW_BELOW) {
      return { userId: session.user_id, renewedUntil: null };
    }
    const renewedUntil = new Date(Date.now() + LIFETIME);
    await this.dataSource.query('UPDATE session SET expires_at = $2 WHERE id = $1', [
      session.id,
      renewedUntil,
    ]);
    return { userId: session.user_id, renewedUntil };
  }

  async close(token: string): Promise<void> {
    await this.dataSource.query('DELETE FROM session WHERE token_hash = $1', [hashSecret(token)]);
  }
}
