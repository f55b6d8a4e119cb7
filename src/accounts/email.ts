/** E-mail addresses as names of accounts. */
import { PortabilityError } from '../portability/index.js';

/** Trimmed, in lower case, in one Unicode form: how addresses are stored and compared. */
export const normaliseEmail = (email: string): string => email.normalize('NFC').trim().toLowerCase();

/**
 * The address in its stored form.
 * @throws PortabilityError `invalid-parameter` where no mail could ever be sent to it.
 */
export function requireEmail(email: string): string {
  const normal = normaliseEmail(email);
  if (normal.length > 254 || !/^[^@\s\p{Cc}]+@[^@\s\p{Cc}]+$/u.test(normal)) {
    throw new PortabilityError('invalid-parameter', 'That is not an e-mail address.', {
      errors: [{ parameter: 'email', detail: 'must be an e-mail address' }],
    });
  }
  return normal;
}
