/** The endpoints at which an archive is uploaded once, in pieces if need be, to be previewed and imported then. */
import {
  Delete,
  Head,
  HttpCode,
  Options,
  Param,
  Patch,
  Post,
  Req,
  Res,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCookieAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { DescribeOperation } from './openapi/describe-operation.js';
import { OPERATIONS } from './openapi/operations.js';
import { PortabilityGuard } from './portability.guard.js';
import { ProblemFilter } from './problems/filter.js';
import { UploadRequests } from './upload/upload-requests.js';

const BYTES = 'application/offset+octet-stream';
const binary = { type: 'string', format: 'binary' } as const;
const id = { name: 'id', schema: { type: 'string', format: 'uuid' } } as const;

@ApiTags('Uploads')
@ApiBearerAuth()
@ApiCookieAuth()
@UseFilters(ProblemFilter)
@UseGuards(PortabilityGuard)
export class UploadsController {
  constructor(private readonly uploads: UploadRequests) {}

  @Post('uploads')
  @HttpCode(201)
  @DescribeOperation(OPERATIONS.createUpload)
  @ApiConsumes(BYTES)
  @ApiBody({ required: false, schema: binary, description: 'The first bytes, or nothing yet' })
  @ApiCreatedResponse({ description: 'It has begun; `Location` says where it goes on.' })
  create(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.uploads.receive(request, response);
  }

  @Options('uploads')
  @HttpCode(204)
  @DescribeOperation(OPERATIONS.describeUploads)
  @ApiNoContentResponse({ description: 'The headers say it.' })
  describe(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.uploads.ask(request, response);
  }

  @Head('uploads/:id')
  @HttpCode(200)
  @DescribeOperation(OPERATIONS.getUploadOffset)
  @ApiParam(id)
  @ApiOkResponse({ description: 'The headers say it.' })
  offset(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.uploads.ask(request, response, id);
  }

  @Patch('uploads/:id')
  @HttpCode(204)
  @DescribeOperation(OPERATIONS.resumeUpload)
  @ApiConsumes(BYTES)
  @ApiParam(id)
  @ApiBody({ schema: binary })
  @ApiNoContentResponse({ description: '`Upload-Offset` bytes are there.' })
  resume(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.uploads.receive(request, response, id);
  }

  @Delete('uploads/:id')
  @HttpCode(204)
  @DescribeOperation(OPERATIONS.removeUpload)
  @ApiParam(id)
  @ApiNoContentResponse({ description: 'It is gone.' })
  remove(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.uploads.ask(request, response, id);
  }
}
