/** `/health/live`: the process runs. `/health/ready`: it can work. */
import { Controller, Get, Header, HttpStatus, Res } from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { DescribeOperation } from '../portability/index.js';
import { LIVENESS, READINESS } from './dto.js';
import { ReadinessProbe, type Readiness } from './readiness.js';

@ApiTags('Watching it')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: ReadinessProbe) {}

  @Get('live')
  @DescribeOperation({
    operationId: 'getLiveness',
    summary: 'Say that the process runs',
    problems: [],
    headers: ['Cache-Control'],
  })
  @ApiOkResponse({ description: 'It runs', schema: LIVENESS })
  @Header('Cache-Control', 'no-store')
  live(): { readonly status: 'live' } {
    return { status: 'live' };
  }

  @Get('ready')
  @DescribeOperation({
    operationId: 'getReadiness',
    summary: 'Say whether this instance can work: database and blob store',
    problems: [],
    headers: ['Cache-Control'],
  })
  @ApiOkResponse({ description: 'It can', schema: READINESS })
  @ApiServiceUnavailableResponse({ description: 'It cannot, or is about to stop', schema: READINESS })
  @Header('Cache-Control', 'no-store')
  async ready(@Res({ passthrough: true }) response: Response): Promise<Readiness> {
    const readiness = await this.readiness.probe();
    response.status(readiness.status === 'ready' ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    return readiness;
  }
}
