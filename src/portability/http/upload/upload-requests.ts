/** Carries out what a request asks of an upload: begin it, add to it, say how far it is, remove it. */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { PortabilityError } from '../../errors.js';
import { accountGone, isAccountGone } from '../../import/import-errors.js';
import { PORTABILITY, type Portability } from '../../portability.js';
import { hasBody } from '../problems/answer.js';
import { linger, LINGER, type LingerOptions } from '../problems/linger.js';
import { BASE_PATH } from '../problems/problems-path.js';
import { publicAddressOf } from '../public-address.js';
import { Transfers } from '../transfers.js';
import type { TusAnswer, TusOptions } from './tus-server.js';
import { uploadTooLarge } from './upload-too-large.js';
import { uploadBody } from './upload-body.js';
import { createUploadLocker } from './upload-locker.js';

/** How long a request waits until another lets go of the same upload, milliseconds. */
const LOCK_WAIT_MS = 10_000;

/** What the protocol says in requests. */
const ASKED = [
  'tus-resumable',
  'upload-length',
  'upload-defer-length',
  'upload-offset',
  'upload-metadata',
  'upload-concat',
  'content-type',
  'content-length',
] as const;

@Injectable()
export class UploadRequests {
  readonly #locker = createUploadLocker(LOCK_WAIT_MS);

  constructor(
    private readonly transfers: Transfers,
    @Inject(PORTABILITY) private readonly portability: Portability,
    @Inject(BASE_PATH) private readonly basePath: string,
    @Inject(LINGER) private readonly linger: LingerOptions,
  ) {}

  /** Begins an upload, perhaps with its first bytes, or adds bytes to one. */
  async receive(request: Request, response: Response, id?: string): Promise<void> {
    const options = this.#prepare(response);
    refuseEncoding(request);
    const length = Number(request.headers['upload-length'] ?? 0);
    if (id === undefined && length > options.maximum) throw uploadTooLarge(options.maximum);
    await this.transfers.run('upload', { request, response }, async ({ figures, signal }) => {
      const body = uploadBody(request, this.portability.limits.stallSeconds * 1_000, signal);
      const key = { userId: this.transfers.userOf(request), id: id ?? randomUUID() };
      try {
        const answer = await this.#handle(options, request, key, body.chunks);
        if (id === undefined)
          response.setHeader(
            'Location',
            `${publicAddressOf(request, this.basePath).replace(/\/$/, '')}/${key.id}`,
          );
        this.#answer(request, response, answer);
      } catch (error) {
        throw body.error ?? error;
      } finally {
        body.release();
        figures.addBytes(body.bytes);
      }
    });
  }

  /** What needs no body: how far an upload is (HEAD), removing it (DELETE), what is supported (OPTIONS). */
  async ask(request: Request, response: Response, id = ''): Promise<void> {
    const options = this.#prepare(response);
    const key = { userId: this.transfers.userOf(request), id };
    this.#answer(request, response, await this.#handle(options, request, key));
  }

  #prepare(response: Response): TusOptions {
    const { uploads, limits } = this.portability;
    if (!uploads) throw new NotFoundException();
    response.setHeader('Tus-Resumable', '1.0.0');
    response.setHeader('Cache-Control', 'no-store');
    return { uploads, locker: this.#locker, maximum: limits.uploadBytes };
  }

  async #handle(
    options: TusOptions,
    request: Request,
    key: { readonly userId: string; readonly id: string },
    body?: AsyncIterable<Uint8Array>,
  ): Promise<TusAnswer> {
    const { handleTus } = await import('./tus-server.js');
    const headers = Object.fromEntries(
      ASKED.flatMap((name) => {
        const value = request.headers[name];
        return value === undefined ? [] : [[name, String(value)]];
      }),
    );
    const { method } = request;
    return handleTus(options, { method, key, headers, ...(body && { body }) }).catch((error: unknown) => {
      throw isAccountGone(error) ? accountGone(error) : error;
    });
  }

  #answer(request: Request, response: Response, { status, headers }: TusAnswer): void {
    response.status(status).setHeaders(new Map(Object.entries(headers)));
    if (status !== 204) response.setHeader('Content-Length', '0');
    if (request.complete || !hasBody(request)) {
      response.end();
      return;
    }
    // A newer request took over: what this one still sends goes nowhere.
    response.setHeader('Connection', 'close');
    response.flushHeaders();
    linger(request, response, this.linger);
  }
}

function refuseEncoding(request: Request): void {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return;
  throw new PortabilityError(
    'unsupported-media-type',
    'Send the bytes of an upload without Content-Encoding: the archive is compressed already.',
  );
}
