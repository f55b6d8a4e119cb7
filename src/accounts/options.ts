/** What the accounts module is told from outside. */

export interface ThrottleOptions {
  /** Failed tries within the window after which an address for e-mail has to wait. */
  readonly perEmail: number;
  /** Failed tries within the window after which a network address has to wait. */
  readonly perAddress: number;
  readonly windowSeconds: number;
}

export interface AccountsOptions {
  /** Where people reach the service: decides on Secure cookies and their path, and its origin is accepted. */
  readonly publicUrl: string;
  /** Origins whose pages may use the cookie beside the service's own; default none. */
  readonly otherOrigins?: readonly string[];
  readonly throttle?: ThrottleOptions;
}

export const ACCOUNTS_OPTIONS = Symbol('AccountsOptions');

export const DEFAULT_THROTTLE: ThrottleOptions = Object.freeze({
  perEmail: 10,
  perAddress: 50,
  windowSeconds: 15 * 60,
});
