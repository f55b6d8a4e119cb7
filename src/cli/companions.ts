/** What an export on the command line has beside the data: all of it in the language of the terminal, or nothing. */
import { CAROL_LANGUAGES } from '../carol/companions/index.js';
import { loadCommandLine } from '../config.js';
import type { CompanionChoice } from '../portability/index.js';

/** That of the terminal, where it is one of ours. */
function terminalLanguage(): (typeof CAROL_LANGUAGES)[number] | undefined {
  const { language } = loadCommandLine();
  return CAROL_LANGUAGES.find((each) => each === language);
}

/** @param viewer whether there are such files at all */
export const companionsOf = (viewer = true): CompanionChoice => ({
  included: viewer,
  language: terminalLanguage(),
});

/** The header that asks a service elsewhere for it. */
export function acceptLanguage(): Record<string, string> {
  const language = terminalLanguage();
  return language === undefined ? {} : { 'accept-language': language };
}
