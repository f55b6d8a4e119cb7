/** `/metrics` in Prometheus' text format: figures of the process and of the transfers, nothing of anybody. */
import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { transferRegistry } from '../portability/metrics.js';

const processRegistry = new Registry();
collectDefaultMetrics({ register: processRegistry });

@ApiTags('Watching it')
@Controller('metrics')
export class MetricsController {
  @Get()
  @ApiOperation({ summary: 'Figures of the process and of the transfers, for Prometheus' })
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  async metrics(@Res({ passthrough: true }) response: Response): Promise<string> {
    const all = Registry.merge([processRegistry, transferRegistry]);
    response.setHeader('Content-Type', all.contentType);
    response.setHeader('Cache-Control', 'no-store');
    return all.metrics();
  }
}
