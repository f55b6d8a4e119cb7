/** `/metrics` at the service's own port: nothing of anybody in it, and yet for nobody who has no token. */
import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { DescribeOperation } from '../portability/index.js';
import { Metrics } from './metrics.js';

@ApiTags('Watching it')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly figures: Metrics) {}

  @Get()
  @ApiBearerAuth('metrics')
  @DescribeOperation({
    operationId: 'getMetrics',
    summary: 'Figures of the process and of the transfers, for Prometheus',
    problems: ['unauthenticated', 'not-found'],
    headers: ['Cache-Control'],
  })
  @ApiOkResponse({
    description: 'Prometheus’ text format',
    content: { 'text/plain': { schema: { type: 'string' } } },
  })
  async metrics(
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    this.figures.assertServed();
    const text = await this.figures.read(authorization);
    response.setHeader('Content-Type', this.figures.contentType);
    response.setHeader('Cache-Control', 'no-store');
    return text;
  }
}
