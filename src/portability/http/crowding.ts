/** What is said to those who come when there is no place for them; each with the time after which it is worth coming again. */
import { PortabilityError, type ProblemSlug } from '../errors.js';

const refusal = (
  slug: ProblemSlug,
  detail: string,
  seconds: number,
  headers: Readonly<Record<string, string>> = {},
): PortabilityError =>
  new PortabilityError(slug, detail, {}, { headers: { 'Retry-After': String(seconds), ...headers } });

export const serverBusy = (): PortabilityError =>
  refusal('server-busy', 'This server is working on as many transfers as it can. Try again in a moment.', 5);

export const stopping = (): PortabilityError =>
  refusal('server-busy', 'This server is about to stop. Nothing was changed. Try again in a moment.', 10, {
    Connection: 'close',
  });

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
