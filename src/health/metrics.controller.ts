/** `/metrics` in Prometheus' text format: figures of the process and of the transfers, nothing of anybody. */
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** The figures of other parts. */
export const METRICS = Symbol('Metrics');

const processRegistry = new Registry();
collectDefaultMetrics({ register: processRegistry });

@ApiTags('Watching it')
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(METRICS) private readonly registry: Registry) {}

  @Get()
  @ApiOperation({ summary: 'Figures of the process and of the transfers, for Prometheus' })
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  async metrics(@Res({ passthrough: true }) response: Response): Promise<string> {
    const all = Registry.merge([processRegistry, this.registry]);
    response.setHeader('Content-Type', all.contentType);
    response.setHeader('Cache-Control', 'no-store');
    return all.metrics();
  }
}
