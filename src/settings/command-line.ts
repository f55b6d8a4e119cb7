/** What the command line is told of a service elsewhere. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

export interface CommandLineSettings {
  /** `CAROL_URL`: where the service is. */
  readonly url: string | undefined;
  /** `CAROL_TOKEN`: a personal access token. */
  readonly token: string | undefined;
  /** Where the token is kept that `login` was given (XDG Base Directory). */
  readonly loginFile: string;
}

export function commandLineSettings(env: Readonly<Record<string, string | undefined>>): CommandLineSettings {
  const given = env['XDG_CONFIG_HOME'];
  // The specification asks for relative paths to be ignored.
  const folder = given && isAbsolute(given) ? given : join(env['HOME'] || homedir(), '.config');
  return {
    url: env['CAROL_URL']?.trim() || undefined,
    token: env['CAROL_TOKEN']?.trim() || undefined,
    loginFile: join(folder, 'carol', 'login.json'),
  };
}
