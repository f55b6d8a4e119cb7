/** Personal access tokens: what scripts and the command line sign in with. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PortabilityError } from '../portability/index.js';
import { hashSecret, newSecret } from './secrets.js';

const PREFIX = 'carol_pat_';
const LONGEST_NAME = 200;
/** Enough for every machine that somebody has; more is a program that never revokes. */
const MOST = 100;

/** What is known of a token; the token itself is not. */
export interface Token {
  readonly id: string;
  /** What the person calls it. */
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Null: it holds until it is revoked. */
  readonly expiresAt: string | null;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly created_at: Date;
  readonly expires_at: Date | null;
}

const toToken = ({ id, name, created_at, expires_at }: Row): Token => ({
  id,
  name,
  createdAt: created_at.toISOString(),
  expiresAt: expires_at?.toISOString() ?? null,
});

@Injectable()
export class Tokens {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * @returns the token in plain text, this once; only its hash is kept
   * @throws PortabilityError `invalid-parameter` where the account has too many
   */
  async create(userId: string, name: string): Promise<Token & { readonly token: string }> {
    const token = newSecret(PREFIX);
    const rows: readonly Row[] = await this.dataSource.query(
      `INSERT INTO personal_access_token (id, user_id, name, token_hash)
       SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM personal_access_token WHERE user_id = $2) < ${MOST}
       RETURNING id, name, created_at, expires_at`,
      [randomUUID(), userId, name.trim().slice(0, LONGEST_NAME) || 'token', hashSecret(token)],
    );
    if (!rows[0])
      throw new PortabilityError(
        'invalid-parameter',
        `This account has ${MOST} access tokens. Revoke one before you make another.`,
      );
    return { ...toToken(rows[0]), token };
  }

  /** The id of the user that the token belongs to. */
  async find(token: string): Promise<string | null> {
    if (!token.startsWith(PREFIX)) return null;
    const rows: readonly { user_id: string }[] = await this.dataSource.query(
      `SELECT user_id FROM personal_access_token
        WHERE token_hash = $1 AND (expires_at IS NULL OR expires_at > now())`,
      [hashSecret(token)],
    );
    return rows[0]?.user_id ?? null;
  }

  /** The newest first. */
  async list(userId: string): Promise<Token[]> {
    const rows: readonly Row[] = await this.dataSource.query(
      `SELECT id, name, created_at, expires_at FROM personal_access_token
        WHERE user_id = $1 ORDER BY created_at DESC, id`,
      [userId],
    );
    return rows.map(toToken);
  }

  /** @throws PortabilityError `not-found` where the account has no such token */
  async revoke(userId: string, id: string): Promise<void> {
    const [rows]: [readonly unknown[], number] = await this.dataSource.query(
      'DELETE FROM personal_access_token WHERE user_id = $1 AND id = $2 RETURNING id',
      [userId, id],
    );
    if (rows.length === 0)
      throw new PortabilityError('not-found', 'This account has no access token with this id.');
  }
}
