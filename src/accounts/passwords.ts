/** Passwords: stretched with scrypt (RFC 7914), kept as a PHC string that carries its own parameters. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { PortabilityError } from '../portability/index.js';

/** OWASP's parameters for 32 MiB: N = 2^15, r = 8, p = 3. */
const COST = { ln: 15, r: 8, p: 3 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const SHORTEST = 8;
/** In UTF-16 code units; stretching costs the same for any length, but nobody needs to send a megabyte. */
export const LONGEST_PASSWORD = 1024;

const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/;

interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

function stretch(password: string, salt: Buffer, cost: Cost, length: number): Promise<Buffer> {
  const N = 2 ** cost.ln;
  const maxmem = 256 * N * cost.r;
  return new Promise((resolve, reject) => {
    // NFKC: the same password typed on another keyboard may arrive composed differently.
    scrypt(password.normalize('NFKC'), salt, length, { N, r: cost.r, p: cost.p, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/** @throws PortabilityError `invalid-parameter` for a password that is too short or too long. */
export async function hashPassword(password: string): Promise<string> {
  if (password.length < SHORTEST || password.length > LONGEST_PASSWORD) {
    throw new PortabilityError(
      'invalid-parameter',
      `A password has between ${SHORTEST} and ${LONGEST_PASSWORD} characters.`,
    );
  }
  const salt = randomBytes(SALT_BYTES);
  const hash = await stretch(password, salt, COST, HASH_BYTES);
  return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** Of no password at all; checking against it takes as long as checking a real one. */
const NOBODY = `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${unpadded(Buffer.alloc(SALT_BYTES))}$${unpadded(Buffer.alloc(HASH_BYTES))}`;

/**
 * Whether the password is the one that was hashed.
 * With null (nobody there, or no password set) it says no after the same work, so that the time taken
 * does not tell which addresses exist.
 */
export async function verifyPassword(password: string, phc: string | null): Promise<boolean> {
  const parts = PHC.exec(phc ?? NOBODY);
  if (!parts) throw new Error('A stored password hash is not a scrypt PHC string');
  const [, ln, r, p, salt = '', hash = ''] = parts;
  const expected = Buffer.from(hash, 'base64');
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  const actual = await stretch(password, Buffer.from(salt, 'base64'), cost, expected.length);
  return timingSafeEqual(actual, expected) && phc !== null;
}
