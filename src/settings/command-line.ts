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
  /** Lower-case, without a region: what the environment asks for (POSIX.1-2017, 8.2), whether there is such a language or not. */
  readonly language: string | undefined;
}

export function commandLineSettings(env: Readonly<Record<string, string | undefined>>): CommandLineSettings {
  const given = env['XDG_CONFIG_HOME'];
  // The specification asks for relative paths to be ignored.
  const folder = given && isAbsolute(given) ? given : join(env['HOME'] || homedir(), '.config');
  return {
    url: env['CAROL_URL']?.trim() || undefined,
    token: env['CAROL_TOKEN']?.trim() || undefined,
    language: (env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'])?.toLowerCase().split(/[_.@]/)[0],
    loginFile: join(folder, 'carol', 'login.json'),
  };
}
