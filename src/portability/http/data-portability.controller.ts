/** The endpoints: export, preview, import, and what became of an import. Each acts for the authenticated user alone. */
import { pipeline } from 'node:stream/promises';
import {
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
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
  ApiDefaultResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { PortabilityError } from '../errors.js';
import { ExportQuery } from '../export/export.handler.js';
import { ApplyImport } from '../import/apply-import.handler.js';
import { ImportOutcomeQuery } from '../import/import-outcome.handler.js';
import type { ImportResult } from '../import/import-result.js';
import { IMPORT_MODES } from '../import/modes.js';
import { PreviewImport, type PreviewReport } from '../import/preview-import.handler.js';
import { startTransfer, type Operation, type Transfer } from '../metrics.js';
import { PORTABILITY, type Portability } from '../portability.js';
import { ImportResultDto, PreviewReportDto, ProblemDto } from './dto.js';
import { ProblemFilter } from './filter.js';
import { IMPORT_FIELDS, readImportForm } from './import-form.js';
import { isError } from './is-error.js';
import { outcomeOf } from './outcome.js';
import { CURRENT_USER, PortabilityGuard, type CurrentUser } from './portability.guard.js';
import { requestIdOf } from './request-id.js';
import { TRANSFER_SLOTS, type Slot, type Slots } from './slots.js';
import { downloadGuard } from './download-guard.js';
import { THROTTLE, type Throttle } from './throttle.js';
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
// A host's own filter, or none, would not know our refusals.
@UseFilters(ProblemFilter)
@UseGuards(PortabilityGuard)
@Controller('api')
export class DataPortabilityController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
    @Inject(PORTABILITY) private readonly portability: Portability,
    @Inject(CURRENT_USER) private readonly currentUser: CurrentUser,
    @Inject(TRANSFER_SLOTS) private readonly slots: Slots,
    @Inject(THROTTLE) private readonly throttle: Throttle,
  ) {}

  @Get('export')
  @ApiOperation({ summary: 'Export everything you have as one archive' })
  @ApiProduces('application/gzip')
  @ApiOkResponse({
    description: 'The archive, streamed',
    content: { 'application/gzip': { schema: { type: 'string', format: 'binary' } } },
  })
  async export(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { limits } = this.portability;
    await this.#transfer('export', request, response, async (transfer, { signal }) => {
      const archive = await this.queries.execute(new ExportQuery(this.currentUser(request)));
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
        {
          signal,
        },
      );
      transfer.addRows(sum(archive.counts));
    });
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
          new ApplyImport(this.currentUser(request), upload, mode, confirm, signal, requestIdOf(request)),
        );
        transfer.addRows(sum(result.archive.counts));
        return result;
      },
    );
  }

  @Get('import/:id')
  @ApiOperation({
    summary: 'Look up what became of an import whose answer got lost',
    description:
      'By the id of its request: the X-Request-Id that was sent with it, or the `instance` of the problem. Answers 404 when nothing was imported, and 409 while an import is running that may be this one.',
  })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ type: ImportResultDto })
  async outcome(
    @Param('id') id: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportResult> {
    const result = await this.queries.execute(new ImportOutcomeQuery(this.currentUser(request), id));
    response.setHeader('Cache-Control', 'no-store');
    return result;
  }

  /** Receives the form, and removes what was received whatever happens. */
  #receive<Result>(
    operation: 'preview' | 'import',
    request: Request,
    response: Response,
    fields: readonly string[],
    work: (form: ReceivedForm, transfer: Transfer, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    return this.#transfer(operation, request, response, async (transfer, { signal }) => {
      const { workspaces, limits } = this.portability;
      const workspace = await workspaces.open();
      try {
        const form = await receiveForm(request, response, workspace, limits, fields, signal);
        transfer.addBytes(form.size);
        const result = await work(form, transfer, signal);
        response.setHeader('Cache-Control', 'no-store');
        return result;
      } finally {
        await workspace.dispose();
      }
    });
  }

  /** Takes a place before a byte of the body is read, and gives it back whatever happens. */
  async #transfer<Result>(
    operation: Operation,
    request: Request,
    response: Response,
    work: (transfer: Transfer, slot: Slot) => Promise<Result>,
  ): Promise<Result> {
    const transfer = startTransfer(operation);
    const gone = new AbortController();
    response.once('close', () => gone.abort(clientLeft()));
    // The client may have left while the guard was asking who it is.
    if (request.socket.destroyed) gone.abort(clientLeft());
    try {
      const userId = this.currentUser(request);
      await this.throttle.begin(userId);
      const slot = await this.slots.take(operation, userId, gone.signal);
      try {
        const result = await work(transfer, slot);
        transfer.end('done');
        return result;
      } catch (error) {
        // What an abort makes the work throw says less than the reason.
        throw isAbort(error) && slot.signal.aborted ? slot.signal.reason : error;
      } finally {
        slot.release();
      }
    } catch (error) {
      transfer.end(gone.signal.aborted ? 'aborted' : outcomeOf(error));
      throw error;
    }
  }
}

/** Nobody reads this answer; it keeps a hang-up from being logged as a fault of the server. */
const clientLeft = (): PortabilityError =>
  new PortabilityError('request-timeout', 'The client left before the answer.');

const isAbort = (error: unknown): boolean =>
  isError(error) &&
  (error.name === 'AbortError' || Reflect.get(error, 'code') === 'ERR_STREAM_PREMATURE_CLOSE');

/** Named here so that the OpenAPI document describes it. */
export const EXTRA_MODELS = [ProblemDto];

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, rows) => all + rows, 0);
