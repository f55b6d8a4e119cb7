/** The figures of the process and of the transfers in Prometheus' text format, and who may read them. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { HttpRefusal, PortabilityError } from '../portability/index.js';

/** The figures of other parts. */
export const METRICS = Symbol('Metrics');
export const METRICS_ACCESS = Symbol('MetricsAccess');

export interface MetricsAccess {
  /** What a reader sends as `Authorization: Bearer …`; undefined: nothing is asked for. */
  readonly token?: string | undefined;
  /** Whether the service's own port has them. */
  readonly isServed: boolean;
}

const processRegistry = new Registry();
collectDefaultMetrics({ register: processRegistry });

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

@Injectable()
export class Metrics {
  constructor(
    @Inject(METRICS) private readonly registry: Registry,
    @Inject(METRICS_ACCESS) private readonly access: MetricsAccess,
  ) {}

  readonly contentType = processRegistry.contentType;

  /** @throws PortabilityError `not-found` where the service's own port has none */
  assertServed(): void {
    if (this.access.isServed) return;
    throw new PortabilityError(
      'not-found',
      'The metrics are not shown here. Who runs the service can set METRICS_TOKEN, or METRICS_PORT for a port of their own.',
    );
  }

  /**
   * @param authorization the header of the request
   * @throws PortabilityError `unauthenticated`
   */
  async read(authorization: string | undefined): Promise<string> {
    const { token } = this.access;
    const sent = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? '';
    if (token !== undefined && !timingSafeEqual(digest(sent), digest(token))) {
      throw new HttpRefusal('unauthenticated', 'Send the token of the metrics (METRICS_TOKEN).', {
        'WWW-Authenticate': 'Bearer realm="metrics"',
      });
    }
    return Registry.merge([processRegistry, this.registry]).metrics();
  }
}
