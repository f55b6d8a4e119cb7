/** The connection to an S3-compatible service, and how its requests are called back. */
import { AbortMultipartUploadCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { S3Options } from './s3-options.js';

/** Milliseconds. How long an answer may take is for the caller to say, by a signal (bounded-blobs.ts does). */
const CONNECT_MS = 5_000;

/** Milliseconds for the removal of the parts of an upload that failed, which its own signal cannot bound. */
const CLEAN_UP_MS = 5_000;

/** Milliseconds. Services refuse requests of clocks that are off by a quarter of an hour. */
const SKEW_MS = 4 * 60_000;

export function createS3Client({ endpoint, region, accessKeyId, secretAccessKey }: S3Options): S3Client {
  const client = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    // Every body that is sent is a Buffer, whose checksum is a header, which stores that do not know it pass over. Of a stream it
    // would be a trailer, for which the client frames the body in a way that stores other than AWS keep as if it were content.
    requestChecksumCalculation: 'WHEN_SUPPORTED',
    responseChecksumValidation: 'WHEN_SUPPORTED',
    requestHandler: { connectionTimeout: CONNECT_MS },
  });
  const { config, middlewareStack } = client;
  /**
   * Has a request tried again since which the client has learnt from an answer how far the clock here is off. By itself it does so only
   * where the clock still is wrong, and not where it has just been set right; and the answer to a HEAD does not say what was wrong.
   */
  const retriedWhenSkewed =
    <Request, Answer>(send: (request: Request) => Promise<Answer>) =>
    async (request: Request): Promise<Answer> => {
      const { systemClockOffset: offset } = config;
      return send(request).catch((error: unknown) => {
        const isCorrected = Math.abs(config.systemClockOffset - offset) > SKEW_MS;
        if (isCorrected && error instanceof S3ServiceException)
          Object.assign(error.$metadata, { clockSkewCorrected: true });
        throw error;
      });
    };
  middlewareStack.addRelativeTo(retriedWhenSkewed, {
    name: 'retriedWhenSkewed',
    relation: 'after',
    toMiddleware: 'retryMiddleware',
  });
  return client;
}

/**
 * The same client, whose requests end when the signal is aborted: an upload in parts hands no signal on to its requests.
 * What it began is removed even then; where that fails, the sweep does it.
 * @param check throws where an answer cannot be believed
 */
export function boundClient(
  client: S3Client,
  check: (command: unknown, answer: unknown) => void,
  signal?: AbortSignal,
): S3Client {
  const send = async (command: Parameters<S3Client['send']>[0]): Promise<unknown> => {
    if (command instanceof AbortMultipartUploadCommand) {
      const abortSignal = AbortSignal.timeout(CLEAN_UP_MS);
      return client.send(command, { abortSignal }).catch(() => undefined);
    }
    const answer = await client.send(command, { abortSignal: signal });
    check(command, answer);
    return answer;
  };
  return Object.assign(Object.create(client) as S3Client, { send });
}
