/** One-time sign-in tokens: kept in this process only, so that they end with it, and for a day at most. */
import { Injectable } from '@nestjs/common';
import { hashSecret, newSecret } from './secrets.js';

const LIFETIME = 24 * 60 * 60 * 1000;

@Injectable()
export class SignInLinks {
  private readonly open = new Map<string, { readonly userId: string; readonly expires: number }>();

  create(userId: string): string {
    const token = newSecret();
    this.open.set(hashSecret(token).toString('hex'), { userId, expires: Date.now() + LIFETIME });
    return token;
  }

  /** Whose link it is; it works this once. Null when it was used, has expired or never was one. */
  consume(token: string): string | null {
    const key = hashSecret(token).toString('hex');
    const link = this.open.get(key);
    this.open.delete(key);
    return link && link.expires > Date.now() ? link.userId : null;
  }
}
