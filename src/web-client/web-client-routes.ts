/** Serves the web client at `/`: its files, its one page for every address of its own, and a page of ours until it is built. */
import { extname } from 'node:path';
import express, { type RequestHandler } from 'express';
import { SERVICE_SEGMENTS } from '../http/service-segments.js';
import { PAGE } from './built-files.js';
import { CODINGS } from './compressed.js';
import { canHoldPath } from './placed-path.js';
import { servedFiles, type ServedFile } from './served-files.js';
import type { WebClient } from './web-client-build.js';
import {
  STATE_HEADER,
  WAITING_LANGUAGES,
  WAITING_SCRIPT_SOURCE,
  waitingPage,
  type WaitingLanguage,
  type WaitingState,
} from './waiting-page.js';

/** What belongs to the service and never to the web client. */
const OF_THE_SERVICE = new RegExp(`^/(${SERVICE_SEGMENTS.join('|')})(/|$)`);

/** The addresses that people are told, which are pages to every client that does not insist on something else. */
const FRONT_DOORS = new Set(['/', '/sign-in']);

/** Scripts and data from here alone; no framing. React Native's styles are inline. */
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
} as const;

/**
 * Express middleware, to be mounted before the routes of the service, and behind what takes the base path off.
 * @param basePath where the service is, such as `/carol`; empty: at the top
 */
export function serveWebClient(webClient: WebClient, basePath = ''): RequestHandler {
  const read = servedFiles(webClient, basePath);
  const assets = express.static(webClient.directory, {
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    setHeaders: (response, path) => response.set(HEADERS).set('Cache-Control', keepingOf(path)),
  });
  return async (request, response, next) => {
    const { path, method } = request;
    if (OF_THE_SERVICE.test(path) || !['GET', 'HEAD'].includes(method)) return next();
    const types = FRONT_DOORS.has(path) ? ['html', 'json'] : ['json', 'html'];
    const wantsPage = request.accepts(types) === 'html' && !/\.\w+$/.test(path);
    if (webClient.state !== 'ready' && !wantsPage) return next();
    const file = fileAt(path);
    if (webClient.state === 'ready' && !wantsPage) {
      if (file === undefined) return next();
      if (!canHoldPath(file)) {
        assets(request, response, (error) => {
          if (webClient.files[file] !== undefined) webClient.reportFault(`${file} is missing`);
          next(error);
        });
        return;
      }
    }
    const name = wantsPage || file === undefined ? PAGE : file;
    const served = webClient.state === 'ready' ? await read(name) : undefined;
    if (served) {
      response.set(HEADERS).set('Cache-Control', keepingOf(path)).type(extname(name));
      await sendCompressed(served, request, response);
    }
    // Reading it may have shown that it is not whole.
    else if (wantsPage)
      sendWaiting(
        webClient.state === 'ready' ? 'failed' : webClient.state,
        languageOf(request),
        basePath,
        response,
      );
    else next();
  };
}

async function sendCompressed(
  { bytes, encode }: ServedFile,
  request: Request,
  response: Response,
): Promise<void> {
  const accepted = CODINGS.filter((coding) => request.acceptsEncodings(coding) === coding);
  const encoded = await encode(accepted);
  response.set('Vary', 'Accept-Encoding');
  if (encoded) response.set('Content-Encoding', encoded.coding);
  response.send(encoded?.bytes ?? bytes);
}

/** The names of built files hold a digest of their content. */
const keepingOf = (path: string): string =>
  path.includes('/_expo/') ? 'public, max-age=31536000, immutable' : 'no-cache';

/** The built file at an address, relative to the folder; undefined where there can be none. */
function fileAt(path: string): string | undefined {
  try {
    const name = decodeURIComponent(path).slice(1);
    const isPlain = name.split('/').every((part) => part !== '' && !part.startsWith('.'));
    return isPlain && !/[\0\\]/.test(name) ? name : undefined;
  } catch {
    return undefined;
  }
}

type Request = Parameters<RequestHandler>[0];
type Response = Parameters<RequestHandler>[1];

function sendWaiting(
  state: WaitingState,
  language: WaitingLanguage,
  basePath: string,
  response: Response,
): void {
  response.set(HEADERS).set({
    'Content-Security-Policy': `${POLICY}; script-src 'self' ${WAITING_SCRIPT_SOURCE}`,
    'Cache-Control': 'no-store',
    Vary: 'Accept-Language',
    [STATE_HEADER]: state,
  });
  response.type('html').send(waitingPage(state, language, basePath));
}

function languageOf(request: Request): WaitingLanguage {
  const accepted = request.acceptsLanguages([...WAITING_LANGUAGES]);
  return WAITING_LANGUAGES.find((language) => language === accepted) ?? 'en';
}
