/** A certificate for this machine, signed by itself, where openssl is installed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installed } from './installed.js';

export const hasOpenssl = installed('openssl', 'OpenSSL', 'version');

/** The texts of two files. */
export function selfSigned(): Readonly<Record<'server.key' | 'server.crt', string>> {
  const folder = mkdtempSync(join(tmpdir(), 'carol-certificate-'));
  const [key, crt] = [join(folder, 'server.key'), join(folder, 'server.crt')];
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const subject = ['-days', '1', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  try {
    execFileSync('openssl', [...request, ...subject, '-keyout', key, '-out', crt], { stdio: 'ignore' });
    return { 'server.key': readFileSync(key, 'utf8'), 'server.crt': readFileSync(crt, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
