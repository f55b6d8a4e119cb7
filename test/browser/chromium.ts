/** Finds the browser that the end-to-end tests drive, and hands it over with a running service; without one the tier is skipped by name. */
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { chromium, type Browser } from 'playwright-core';
import { startCardService, type CardService } from './card-service.js';

const USUAL_PATHS = [
  // The same browser without its windows: half the processor time.
  '/usr/bin/chromium-headless-shell',
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
    ? 'skipped: no Chromium here; "apt-get install chromium-headless-shell" brings one, or CHROMIUM_PATH names one'
    : isClientInstalled()
      ? null
      : "skipped: the client's packages are not installed; run npm install at the root";

/** What a spec has while its tests run; to be asked for in a test, as it begins after the spec is read. */
export interface Running {
  readonly service: CardService;
  readonly browser: Browser;
}

/** The first test of all may have to build the card. Milliseconds. */
const START_LIMIT = 300_000;

/**
 * A `describe` for tests that need the browser and the built card: it opens both, and closes them.
 * @param start where the service is another than the usual one
 */
export function describeInBrowser(
  name: string,
  tests: (running: Running) => void,
  start: () => Promise<CardService> = startCardService,
): void {
  if (missing !== null) {
    describe.skip(`${name} (${missing})`, () => tests(NOTHING));
    return;
  }
  describe(name, () => {
    const opened: Partial<{ service: CardService; browser: Browser }> = {};
    beforeAll(async () => {
      opened.service = await start();
      opened.browser = await openBrowser();
    }, START_LIMIT);
    afterAll(async () => {
      await opened.browser?.close();
      await opened.service?.close();
    });
    tests({
      get service() {
        return opened.service ?? NOTHING.service;
      },
      get browser() {
        return opened.browser ?? NOTHING.browser;
      },
    });
  });
}

const notRunning = (): never => {
  throw new Error('Ask for service and browser in a test, not beside it');
};
const NOTHING: Running = {
  get service() {
    return notRunning();
  },
  get browser() {
    return notRunning();
  },
};

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
