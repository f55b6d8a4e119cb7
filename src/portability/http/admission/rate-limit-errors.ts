/** The refusals of those who come too often, or when too many others wait; each with the time after which it is worth coming again. */
import { PortabilityError, type ProblemSlug } from '../../errors.js';
import { HttpRefusal } from '../problems/http-refusal.js';

const refusal = (slug: ProblemSlug, detail: string, retrySeconds: number): PortabilityError =>
  new PortabilityError(slug, detail, {}, { retrySeconds });

/**
 * @param position in the queue that the transfer would have had, from 1
 * @param seconds that the wait would have taken, as far as can be told from the transfers before
 */
export const queueTooLong = (position: number, seconds: number): PortabilityError =>
  refusal(
    'server-busy',
    `This server is working on as many transfers as it can. Yours would be number ${position} in the queue, ` +
      `which takes about ${seconds} seconds. Nothing was changed. Try again in ${seconds} seconds.`,
    seconds,
  );

export const stopping = (): PortabilityError =>
  new HttpRefusal(
    'server-busy',
    'This server is about to stop. Nothing was changed. Try again in a moment.',
    { Connection: 'close' },
    { retrySeconds: 10 },
  );

export const tooMany = (most: number): PortabilityError =>
  refusal(
    'too-many-requests',
    `You have ${most === 1 ? 'a transfer' : `${most} transfers`} under way already. Wait until one is done.`,
    5,
  );

export const tooOften = (most: number, seconds: number): PortabilityError =>
  refusal(
    'too-many-requests',
    `You began more than ${most} transfers within a minute. Wait ${seconds} seconds.`,
    seconds,
  );
