/** Probes and metrics; which checks make an instance ready is told from outside. */
import { Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import { Registry } from 'prom-client';
import { HealthController } from './health.controller.js';
import { Metrics, METRICS, METRICS_ACCESS, type MetricsAccess } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { HEALTH_CHECKS, ReadinessProbe, type HealthCheck } from './readiness.js';

export interface HealthModuleAsyncOptions {
  /** Figures of other parts, shown beside those of the process. */
  readonly metrics?: Registry;
  /** Who may read them; default nobody. */
  readonly metricsAccess?: MetricsAccess;
  readonly imports?: DynamicModule['imports'];
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: (...dependencies: never[]) => readonly HealthCheck[] | Promise<readonly HealthCheck[]>;
}

@Module({})
export class HealthModule {
  static forRoot(checks: readonly HealthCheck[]): DynamicModule {
    return HealthModule.forRootAsync({ useFactory: () => checks });
  }

  static forRootAsync({
    metrics = new Registry(),
    metricsAccess = { isServed: false },
    imports = [],
    inject = [],
    useFactory,
  }: HealthModuleAsyncOptions): DynamicModule {
    return {
      module: HealthModule,
      imports,
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: HEALTH_CHECKS, inject, useFactory },
        { provide: METRICS, useValue: metrics },
        { provide: METRICS_ACCESS, useValue: metricsAccess },
        Metrics,
        ReadinessProbe,
      ],
    };
  }
}
