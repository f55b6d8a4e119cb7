/** Serves the web client at `/`: its files, its one page for every address of its own, and a page of ours until it is built. */
import { join } from 'node:path';
import express, { type RequestHandler } from 'express';
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
const OF_THE_SERVICE = /^\/(api|problems|health|metrics)(\/|$)/;

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

/** Express middleware, to be mounted before the routes of the service. */
export function serveWebClient(webClient: WebClient): RequestHandler {
  const files = express.static(webClient.directory, {
    index: false,
    dotfiles: 'ignore',
    setHeaders: (response, path) => {
      response.set(HEADERS);
      // The names of built files hold a digest of their content.
      response.set(
        'Cache-Control',
        path.includes('/_expo/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  return (request, response, next) => {
    if (OF_THE_SERVICE.test(request.path) || !['GET', 'HEAD'].includes(request.method)) {
      next();
      return;
    }
    const types = FRONT_DOORS.has(request.path) ? ['html', 'json'] : ['json', 'html'];
    const wantsPage = request.accepts(types) === 'html' && !/\.\w+$/.test(request.path);
    if (webClient.state !== 'ready') {
      if (wantsPage) sendWaiting(webClient.state, languageOf(request), response);
      else next();
      return;
    }
    files(request, response, () => {
      if (!wantsPage) {
        next();
        return;
      }
      response.set(HEADERS).set('Cache-Control', 'no-cache');
      response.sendFile(join(webClient.directory, 'index.html'));
    });
  };
}

type Request = Parameters<RequestHandler>[0];
type Response = Parameters<RequestHandler>[1];

function sendWaiting(state: WaitingState, language: WaitingLanguage, response: Response): void {
  response.set(HEADERS).set({
    'Content-Security-Policy': `${POLICY}; script-src 'self' ${WAITING_SCRIPT_SOURCE}`,
    'Cache-Control': 'no-store',
    Vary: 'Accept-Language',
    [STATE_HEADER]: state,
  });
  response.type('html').send(waitingPage(state, language));
}

function languageOf(request: Request): WaitingLanguage {
  const accepted = request.acceptsLanguages([...WAITING_LANGUAGES]);
  return WAITING_LANGUAGES.find((language) => language === accepted) ?? 'en';
}
