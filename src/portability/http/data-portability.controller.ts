/** The endpoints: export, preview, import, and what became of an import. Each acts for the authenticated user alone. */
import { pipeline } from 'node:stream/promises';
import {
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  ParseUUIDPipe,
  Post,
  Req,
  Res,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCookieAuth,
  ApiOkResponse,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ExportQuery } from '../export/export.handler.js';
import { ApplyImportCommand } from '../import/apply-import.handler.js';
import { ImportOutcomeQuery } from '../import/import-outcome.handler.js';
import type { ImportResult, PreviewReport } from '../import/answers.js';
import { IMPORT_MODES } from '../import/modes/index.js';
import { PreviewImportCommand } from '../import/preview-import.handler.js';
import { PORTABILITY, type Portability } from '../portability.js';
import { IMPORT_RESULT, PREVIEW_REPORT } from './dto.js';
import { DescribeOperation } from './openapi/describe-operation.js';
import { OPERATIONS } from './openapi/operations.js';
import { ProblemFilter } from './problems/filter.js';
import { IMPORT_FIELDS, readImportForm } from './upload/import-form.js';
import { PortabilityGuard } from './portability.guard.js';
import { requestIdOf } from './request-id.js';
import { downloadGuard } from './download-guard.js';
import { Transfers } from './transfers.js';

const fileProperty = {
  type: 'string',
  format: 'binary',
  description: 'The archive, with a file name.',
} as const;

/** As the router would say it: what is no id may be an address that exists for another method. */
const requestId = new ParseUUIDPipe({ exceptionFactory: () => new NotFoundException() });

@ApiTags('Your data')
@ApiBearerAuth()
@ApiCookieAuth()
// A host's own filter, or none, would not know our refusals.
@UseFilters(ProblemFilter)
@UseGuards(PortabilityGuard)
export class DataPortabilityController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
    private readonly transfers: Transfers,
    @Inject(PORTABILITY) private readonly portability: Portability,
  ) {}

  @Get('export')
  @DescribeOperation(OPERATIONS.exportData)
  @ApiProduces('application/gzip')
  @ApiOkResponse({
    description: 'The archive, streamed',
    content: { 'application/gzip': { schema: { type: 'string', format: 'binary' } } },
  })
  async export(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { limits } = this.portability;
    await this.transfers.run('export', request, response, async (transfer, signal) => {
      const archive = await this.queries.execute(new ExportQuery(this.transfers.userOf(request)));
      response.writeHead(200, {
        'Content-Type': 'application/gzip',
        'Content-Disposition': `attachment; filename=${archive.fileName}`,
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      });
      archive.stream.on('data', (chunk: Buffer) => transfer.addBytes(chunk.length));
      // Destroys the response when the archive fails: the client sees a broken download, never a short file.
      await pipeline(
        archive.stream,
        downloadGuard(limits.stallSeconds * 1_000, limits.uploadBytes),
        response,
        { signal },
      );
      transfer.addRows(sum(archive.counts));
    });
  }

  @Post('import/preview')
  @HttpCode(200)
  @DescribeOperation(OPERATIONS.previewImport)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: { type: 'object', required: ['file'], properties: { file: fileProperty } } })
  @ApiOkResponse({ description: 'What each mode would do, and what is wrong', schema: PREVIEW_REPORT })
  async preview(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PreviewReport> {
    return this.transfers.receive(
      'preview',
      { request, response, fieldNames: [] },
      async ({ upload }, transfer, signal) => {
        const report = await this.commands.execute(
          new PreviewImportCommand(this.transfers.userOf(request), upload, signal),
        );
        transfer.addRows(sum(report.archive.counts));
        return report;
      },
    );
  }

  @Post('import')
  @HttpCode(200)
  @DescribeOperation(OPERATIONS.applyImport)
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file', 'mode', 'confirm'],
      properties: {
        file: fileProperty,
        mode: { type: 'string', enum: [...IMPORT_MODES] },
        confirm: {
          type: 'string',
          description: '`true`, or the `sha256` of the preview: then another file is refused.',
        },
      },
    },
  })
  @ApiOkResponse({ description: 'What was done', schema: IMPORT_RESULT })
  async apply(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportResult> {
    return this.transfers.receive(
      'import',
      { request, response, fieldNames: IMPORT_FIELDS },
      async ({ upload, fields }, transfer, signal) => {
        const { mode, confirm } = readImportForm(fields, this.portability.modes);
        const userId = this.transfers.userOf(request);
        const result = await this.commands.execute(
          new ApplyImportCommand({ userId, upload, mode, confirm, signal, id: requestIdOf(request) }),
        );
        transfer.addRows(sum(result.archive.counts));
        return result;
      },
    );
  }

  @Get('import/:id')
  @DescribeOperation(OPERATIONS.getImport)
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ description: 'What was done', schema: IMPORT_RESULT })
  async outcome(
    @Param('id', requestId) id: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportResult> {
    const result = await this.queries.execute(new ImportOutcomeQuery(this.transfers.userOf(request), id));
    response.setHeader('Cache-Control', 'no-store');
    return result;
  }
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, rows) => all + rows, 0);
