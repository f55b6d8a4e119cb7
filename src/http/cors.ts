/** Which pages of other sites may call the API with a person's cookie (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol). */
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { ANSWER_HEADERS } from '../portability/index.js';

/** What no page is shown, and what every page is shown anyway; the last is for proxies. */
const NOT_EXPOSED: readonly string[] = ['Set-Cookie', 'Cache-Control', 'Content-Length', 'X-Accel-Buffering'];

/** What a page may read of an answer, beside what it always may: all that the document of the API names. */
const EXPOSED_HEADERS = Object.keys(ANSWER_HEADERS).filter((name) => !NOT_EXPOSED.includes(name));

/** Seconds for which a browser remembers what a preflight was answered. */
const REMEMBERED = 600;

/** Answers preflights of the listed origins, and lets their pages read answers; nobody else is told anything. */
export function allowOrigins(app: NestExpressApplication, origins: readonly string[]): void {
  if (origins.length === 0) return;
  // A cache must not give one origin what another was answered; nor what no origin was.
  app.use((_request: Request, response: Response, next: NextFunction) => {
    response.vary('Origin');
    next();
  });
  app.enableCors((request: Request, done) => {
    const isListed = origins.includes(request.headers.origin ?? '');
    done(
      null,
      isListed
        ? { origin: true, credentials: true, exposedHeaders: EXPOSED_HEADERS, maxAge: REMEMBERED }
        : { origin: false },
    );
  });
}
