/** Finds the browser that the end-to-end tests drive; without one the tier is skipped by name. */
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { describe } from '@jest/globals';
import { chromium, type Browser } from 'playwright-core';

const USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const executable = [process.env['CHROMIUM_PATH'], ...USUAL_PATHS].find(isExecutable);
const missing =
  executable === undefined
    ? 'skipped: no Chromium here; "apt-get install chromium" brings one, or CHROMIUM_PATH names one'
    : isClientInstalled()
      ? null
      : "skipped: the client's packages are not installed; run npm install at the root";

/** A `describe` for tests that need the browser and the built card. */
export const describeInBrowser = (name: string, tests: () => void): void =>
  missing === null ? describe(name, tests) : describe.skip(`${name} (${missing})`, tests);

/** The caller closes it. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: executable ?? '',
    // Chromium's own sandbox does not run as root, as in most containers; the pages are our own.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

function isExecutable(path: string | undefined): path is string {
  try {
    accessSync(path ?? '', constants.X_OK);
    return path !== undefined;
  } catch {
    return false;
  }
}

function isClientInstalled(): boolean {
  try {
    createRequire(new URL('../../apps/client/package.json', import.meta.url)).resolve('expo/bin/cli');
    return true;
  } catch {
    return false;
  }
}
