/** The three endpoints: export, preview, import. Each acts for the authenticated user alone. */
import { pipeline } from 'node:stream/promises';
import { Controller, Get, HttpCode, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCookieAuth,
  ApiDefaultResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ExportQuery } from '../export/export.handler.js';
import { ApplyImport, type ImportResult } from '../import/apply-import.handler.js';
import { IMPORT_MODES } from '../import/modes.js';
import { PreviewImport, type PreviewReport } from '../import/preview-import.handler.js';
import { startTransfer, type Transfer } from '../metrics.js';
import { PORTABILITY, type Portability } from '../portability.js';
import { ImportResultDto, PreviewReportDto, ProblemDto } from './dto.js';
import { IMPORT_FIELDS, readImportForm } from './import-form.js';
import { outcomeOf } from './outcome.js';
import { CURRENT_USER, PortabilityGuard, type CurrentUser } from './portability.guard.js';
import { IMPORT_SLOTS, type Slots } from './slots.js';
import { receiveForm, type ReceivedForm } from './upload.js';

const fileProperty = {
  type: 'string',
  format: 'binary',
  description: 'The archive, with a file name.',
} as const;

@ApiTags('Your data')
@ApiBearerAuth()
@ApiCookieAuth()
@ApiDefaultResponse({
  description: 'Everything else: a problem (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})
@UseGuards(PortabilityGuard)
@Controller('api')
export class DataPortabilityController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
    @Inject(PORTABILITY) private readonly portability: Portability,
    @Inject(CURRENT_USER) private readonly currentUser: CurrentUser,
    @Inject(IMPORT_SLOTS) private readonly slots: Slots,
  ) {}

  @Get('export')
  @ApiOperation({ summary: 'Export everything you have as one archive' })
  @ApiProduces('application/gzip')
  @ApiOkResponse({
    description: 'The archive, streamed',
    content: { 'application/gzip': { schema: { type: 'string', format: 'binary' } } },
  })
  async export(@Req() request: Request, @Res() response: Response): Promise<void> {
    const transfer = startTransfer('export');
    try {
      const archive = await this.queries.execute(new ExportQuery(this.currentUser(request)));
      response.writeHead(200, {
        'Content-Type': 'application/gzip',
        'Content-Disposition': `attachment; filename=${archive.fileName}`,
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      });
      archive.stream.on('data', (chunk: Buffer) => transfer.addBytes(chunk.length));
      // Destroys the response when the archive fails: the client sees a broken download, never a short file.
      await pipeline(archive.stream, response);
      transfer.addRows(sum(archive.counts));
      transfer.end('done');
    } catch (error) {
      transfer.end(outcomeOf(error));
      throw error;
    }
  }

  @Post('import/preview')
  @HttpCode(200)
  @ApiOperation({ summary: 'See what an archive would do, in every mode, without changing anything' })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: { type: 'object', required: ['file'], properties: { file: fileProperty } } })
  @ApiOkResponse({ type: PreviewReportDto })
  async preview(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PreviewReport> {
    return this.#receive('preview', request, response, [], async ({ upload }, transfer, signal) => {
      const report = await this.commands.execute(
        new PreviewImport(this.currentUser(request), upload, signal),
      );
      transfer.addRows(sum(report.archive.counts));
      return report;
    });
  }

  @Post('import')
  @HttpCode(200)
  @ApiOperation({ summary: 'Import an archive in one of the modes' })
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
  @ApiOkResponse({ type: ImportResultDto })
  async apply(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportResult> {
    return this.#receive(
      'import',
      request,
      response,
      IMPORT_FIELDS,
      async ({ upload, fields }, transfer, signal) => {
        const { mode, confirm } = readImportForm(fields);
        const result = await this.commands.execute(
          new ApplyImport(this.currentUser(request), upload, mode, confirm, signal),
        );
        transfer.addRows(sum(result.archive.counts));
        return result;
      },
    );
  }

  /** Takes a slot, receives the form, and removes what was received whatever happens. */
  async #receive<Result>(
    operation: 'preview' | 'import',
    request: Request,
    response: Response,
    fields: readonly string[],
    work: (form: ReceivedForm, transfer: Transfer, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const transfer = startTransfer(operation);
    const release = this.slots.take();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      const workspace = await this.portability.workspaces.open();
      try {
        const form = await receiveForm(request, response, workspace, this.portability.limits, fields);
        transfer.addBytes(form.size);
        const result = await work(form, transfer, gone.signal);
        response.setHeader('Cache-Control', 'no-store');
        transfer.end('done');
        return result;
      } finally {
        await workspace.dispose();
      }
    } catch (error) {
      transfer.end(gone.signal.aborted ? 'aborted' : outcomeOf(error));
      throw error;
    } finally {
      release();
    }
  }
}

/** Named here so that the OpenAPI document describes it. */
export const EXTRA_MODELS = [ProblemDto];

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, rows) => all + rows, 0);
