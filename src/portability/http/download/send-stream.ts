/** Sends a stream as the body of an answer, at the pace of its reader; one that is cut short never looks whole. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Writable, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PortabilityError } from '../../errors.js';
import { resetConnection } from './reset-connection.js';

export interface SendOptions {
  readonly headers: OutgoingHttpHeaders;
  /** Aborted when the answer must end, whether or not it is whole. */
  readonly signal: AbortSignal;
  /** Milliseconds in which the reader must take the next piece, of 1 MiB at most. */
  readonly readerMs: number;
  /** Told how many bytes more were taken. */
  readonly onBytes?: (count: number) => void;
}

/**
 * Bytes that are collected before the head is sent over HTTP/1.0, where the end of the connection is that of the body. What ends before is
 * sent with its length, so that a part of it is known for a part; what fails before is answered with a problem. Later versions frame the
 * body (RFC 9112, section 7.1): there nothing waits.
 */
const COLLECTED_BYTES = 1024 * 1024;

/**
 * Answers 200 with what the stream yields. Where it fails after the head was sent, the connection is reset.
 * Destroys the stream unless it has ended.
 * @throws what the stream was destroyed with; PortabilityError `request-timeout` when the reader took nothing for too long; an
 * AbortError when the signal was aborted. Nothing was answered yet if `headersSent` is false then.
 * @example await sendStream(response, stream, { headers: { 'Content-Type': 'text/csv' }, signal, readerMs: 60_000 });
 */
export async function sendStream(
  response: ServerResponse,
  stream: Readable,
  { signal, ...options }: SendOptions,
): Promise<void> {
  try {
    await pipeline(stream, new AnswerBody(response, options), { signal });
  } catch (error) {
    if (response.headersSent) resetConnection(response);
    throw error;
  }
}

/** Stands between the stream and the response, as a pipeline would close the response of a stream that failed. */
class AnswerBody extends Writable {
  private collected: Buffer[] = [];
  private collectedBytes = 0;
  private readonly isFramed: boolean;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly options: Omit<SendOptions, 'signal'>,
  ) {
    super({ highWaterMark: 256 * 1024 });
    this.isFramed = response.req.httpVersion !== '1.0';
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.response.headersSent) {
      this.send(chunk, done);
      return;
    }
    this.collected.push(chunk);
    this.collectedBytes += chunk.length;
    if (!this.isFramed && this.collectedBytes < COLLECTED_BYTES) {
      done();
      return;
    }
    this.response.writeHead(200, this.options.headers);
    this.send(this.takeCollected(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.response.headersSent) {
      this.timed(0, done, (ended) => this.response.end(ended));
      return;
    }
    this.response.writeHead(200, { ...this.options.headers, 'Content-Length': this.collectedBytes });
    const body = this.takeCollected();
    this.timed(body.length, done, (ended) => this.response.end(body, ended));
  }

  private takeCollected(): Buffer {
    const bytes = Buffer.concat(this.collected);
    this.collected = [];
    return bytes;
  }

  private send(chunk: Buffer, done: (error?: Error | null) => void): void {
    this.timed(chunk.length, done, (taken) => this.response.write(chunk, taken));
  }

  /** The operating system takes bytes when it has room for them: when the other side has taken earlier ones. */
  private timed(
    bytes: number,
    done: (error?: Error | null) => void,
    work: (taken: (error?: Error | null) => void) => void,
  ): void {
    this.timer = setTimeout(() => this.destroy(standstill()), this.options.readerMs).unref();
    work((error) => {
      clearTimeout(this.timer);
      if (!error) this.options.onBytes?.(bytes);
      done(error);
    });
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.timer);
    done(error);
  }
}

/** The client sees the connection break. */
const standstill = (): PortabilityError =>
  new PortabilityError('request-timeout', 'The download stood still for too long.');
