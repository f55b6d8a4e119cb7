/** `/metrics` in Prometheus' text format: figures of the process and of the transfers, nothing of anybody. */
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { transferRegistry } from '../portability/metrics.js';

const processRegistry = new Registry();
collectDefaultMetrics({ register: processRegistry });

@Controller('metrics')
export class MetricsController {
  @Get()
  async metrics(@Res({ passthrough: true }) response: Response): Promise<string> {
    const all = Registry.merge([processRegistry, transferRegistry]);
    response.setHeader('Content-Type', all.contentType);
    response.setHeader('Cache-Control', 'no-store');
    return all.metrics();
  }
}
