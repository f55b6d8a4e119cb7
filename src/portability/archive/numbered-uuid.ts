/** The UUIDs that stand for rows whose ids are numbers: which instance, which kind, and the number itself. */
import { createHash } from 'node:crypto';

/**
 * How the UUIDs of a kind's rows begin: 17 characters of version 8 (RFC 9562, section 5.8), with 56 bits of SHA-256 over what the instance and
 * the kind are called. The 64 bits of the number follow.
 */
export function uuidPrefix(instance: string, kind: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([instance, kind]))
    .digest('hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(12, 14)}`;
}
