/** What every transfer goes through: a permit, an end when the client leaves, a figure for the metrics; and an upload its form. */
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { PortabilityError } from '../errors.js';
import type { Operation, Transfer } from '../metrics.js';
import { PORTABILITY, type Portability } from '../portability.js';
import { CONCURRENCY_LIMITER, type ConcurrencyLimiter } from './admission/concurrency-limiter.js';
import { isError } from './problems/is-error.js';
import { outcomeOf } from './problems/outcome.js';
import { REQUESTS, type HostRequests } from './portability.guard.js';
import { tellRateLimit } from './admission/rate-limit.js';
import { tooOften } from './admission/rate-limit-errors.js';
import { THROTTLE, type Throttle } from './admission/throttle.js';
import type { Constants } from '../storage/constants.js';
import type { Workspace } from '../storage/workspace.js';
import { borrowUpload } from './upload/borrow-upload.js';
import { receiveForm, type FormRequest, type ReceivedForm } from './upload/receive-form.js';

@Injectable()
export class Transfers {
  constructor(
    @Inject(PORTABILITY) private readonly portability: Portability,
    @Inject(REQUESTS) private readonly requests: HostRequests,
    @Inject(CONCURRENCY_LIMITER) private readonly limiter: ConcurrencyLimiter,
    @Inject(THROTTLE) private readonly throttle: Throttle,
  ) {}

  /** The UUID of who sends the request. */
  userOf(request: Request): string {
    return this.requests.currentUser(request);
  }

  /** Who sends the request, with what the host fills into rows of theirs. */
  importerOf(request: Request): { readonly userId: string; readonly constants: Constants } {
    return { userId: this.userOf(request), constants: this.requests.constants(request) };
  }

  /**
   * Takes a permit before a byte of the body is read, and gives it back whatever happens.
   */
  async run<Result>(
    operation: Operation,
    { request, response, check }: Exchange,
    work: (transfer: RunningTransfer) => Promise<Result>,
  ): Promise<Result> {
    const figures = this.portability.metrics.startTransfer(operation);
    const gone = new AbortController();
    const leave = (): void => gone.abort(clientLeft());
    response.once('close', leave);
    // The client may have left while the guard was asking who it is.
    if (request.socket.destroyed) leave();
    try {
      const userId = this.userOf(request);
      const quota = await this.throttle.begin(userId);
      tellRateLimit(response, quota);
      if (quota.isExceeded) throw tooOften(quota.limit, quota.resetSeconds);
      check?.();
      const permit = await this.limiter.acquire(operation, userId, gone.signal);
      const { signal } = permit;
      try {
        const result = await work({ figures, signal, carryOn: () => void response.off('close', leave) });
        figures.end('done');
        return result;
      } catch (error) {
        throw reasonOf(error, signal);
      } finally {
        permit.release();
      }
    } catch (error) {
      figures.end(gone.signal.aborted ? 'aborted' : outcomeOf(error));
      throw error;
    }
  }

  /** Receives a form with an archive, and removes what was received when the work with it has ended, whatever happens. */
  async receive<Result>(
    sent: Omit<FormRequest, 'findUpload'>,
    { figures, signal }: RunningTransfer,
    work: (form: ReceivedForm) => Promise<Result>,
  ): Promise<Result> {
    const { workspaces, limits, uploads } = this.portability;
    const userId = this.userOf(sent.request);
    const findUpload =
      uploads && ((id: string, own: Workspace) => borrowUpload(uploads, { userId, id }, own, signal));
    const workspace = await workspaces.open();
    try {
      const form = await receiveForm({ ...sent, findUpload }, workspace, limits, signal);
      figures.addBytes(form.receivedBytes);
      return await work(form);
    } finally {
      await workspace.dispose();
    }
  }
}

/** A request for a transfer, and its answer. */
export interface Exchange {
  readonly request: Request;
  readonly response: Response;
  /** Looks at the request alone: what is wrong with it is told whatever else is under way. @throws PortabilityError */
  check?(): void;
}

/** A transfer that holds a permit. */
export interface RunningTransfer {
  readonly figures: Transfer;
  /** Aborted when the transfer must end: the client has gone, or the service stops. */
  readonly signal: AbortSignal;
  /** From now on the client may go: the transfer ends with its work, or with the service. */
  carryOn(): void;
}

/** What an abort makes the work throw says less than the reason of the abort. */
export const reasonOf = (error: unknown, signal: AbortSignal): unknown =>
  isAbort(error) && signal.aborted ? signal.reason : error;

/** Nobody reads this answer; it keeps a hang-up from being logged as a fault of the server. */
const clientLeft = (): PortabilityError =>
  new PortabilityError('request-timeout', 'The client left before the answer.');

const isAbort = (error: unknown): boolean =>
  isError(error) &&
  (error.name === 'AbortError' || Reflect.get(error, 'code') === 'ERR_STREAM_PREMATURE_CLOSE');
