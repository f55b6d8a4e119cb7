/** Secrets that are handed out once and kept as a hash: session, access and sign-in tokens. */
import { createHash, randomBytes } from 'node:crypto';

/** A token of 256 random bits in base64url, behind a prefix that secret scanners can look for. */
export const newSecret = (prefix = ''): string => prefix + randomBytes(32).toString('base64url');

/** SHA-256, 32 bytes. No salt and no stretching: 256 random bits leave nothing to guess. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();
