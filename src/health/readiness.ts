/** Whether this instance can do its work: every check it depends on, each with a time-out. */
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';

export interface HealthCheck {
  readonly name: string;
  /** Milliseconds; 2,000 if left out. */
  readonly timeout?: number;
  /** Rejects where something is missing; its error goes nowhere. */
  check(): Promise<unknown>;
}

export type CheckState = 'up' | 'down' | 'timeout';

export interface Readiness {
  readonly status: 'ready' | 'unavailable' | 'stopping';
  readonly checks: Readonly<Record<string, CheckState>>;
}

export const HEALTH_CHECKS = Symbol('HealthChecks');

const DEFAULT_TIMEOUT = 2_000;

@Injectable()
export class ReadinessProbe implements OnModuleDestroy {
  private stopping = false;

  constructor(@Inject(HEALTH_CHECKS) private readonly checks: readonly HealthCheck[]) {}

  /** The first word of a shutdown, before what runs is waited for: a load balancer reads it off the probe. */
  onModuleDestroy(): void {
    this.stopping = true;
  }

  async probe(): Promise<Readiness> {
    const states = await Promise.all(this.checks.map(async (each) => [each.name, await run(each)] as const));
    const allUp = states.every(([, state]) => state === 'up');
    return {
      status: this.stopping ? 'stopping' : allUp ? 'ready' : 'unavailable',
      checks: Object.fromEntries(states),
    };
  }
}

async function run({ check, timeout = DEFAULT_TIMEOUT }: HealthCheck): Promise<CheckState> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CheckState>((resolve) => {
    timer = setTimeout(resolve, timeout, 'timeout');
  });
  const done = (async () => check())().then(
    (): CheckState => 'up',
    (): CheckState => 'down',
  );
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}
