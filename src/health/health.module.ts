/** Probes and metrics; which checks make an instance ready is told from outside. */
import { Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import { Registry } from 'prom-client';
import { HealthController } from './health.controller.js';
import { METRICS, MetricsController } from './metrics.controller.js';
import { HEALTH_CHECKS, ReadinessProbe, type HealthCheck } from './readiness.js';

export interface HealthModuleAsyncOptions {
  /** Figures of other parts, shown beside those of the process. */
  readonly metrics?: Registry;
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
        ReadinessProbe,
      ],
    };
  }
}
