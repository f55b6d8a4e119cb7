/** The endpoints: export, preview, import, and what became of an import. Each acts for the authenticated user alone. */
import { Delete, Get, HttpCode, Inject, Param, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCookieAuth,
  ApiOkResponse,
  ApiParam,
  ApiProduces,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { archiveName } from '../archive/format.js';
import { isPartOf } from '../archive/part.js';
import { ExportQuery } from '../export/export.handler.js';
import type { ImportResult, RunningImportStatus } from '../import/answers.js';
import { importIdOf } from '../import/import-key.js';
import { ImportStatusQuery } from '../import/import-status.handler.js';
import { IMPORT_MODES } from '../import/modes/index.js';
import { PORTABILITY, type Portability } from '../portability.js';
import { sumOf } from '../sum.js';
import { IMPORT_RESULT, PREVIEW_LINE, PREVIEW_REPORT, RUNNING_IMPORT } from './dto.js';
import { importKey, KEY_PARAMETER } from './import-address.js';
import { ASK_AGAIN_SECONDS, ImportRequests } from './import-requests.js';
import { archiveForm, PART_PROPERTIES } from './openapi/archive-form.js';
import { DescribeOperation } from './openapi/describe-operation.js';
import { OPERATIONS } from './openapi/operations.js';
import { ProblemFilter } from './problems/filter.js';
import { PortabilityGuard } from './portability.guard.js';
import { archiveHeaders, assertAcceptsArchive } from './download/archive-headers.js';
import { asksForLines, LINES_TYPE } from './download/send-lines.js';
import { sendStream } from './download/send-stream.js';
import { Transfers } from './transfers.js';
import { readAreasQuery, readViewerQuery } from './upload/import-form.js';

const itemsMode = {
  type: 'string' as const,
  enum: [...IMPORT_MODES],
  description: `With \`Accept: ${LINES_TYPE}\` alone: the mode whose items are told; all where there is none.`,
};

@ApiTags('Your data')
@ApiBearerAuth()
@ApiCookieAuth()
// A host's own filter, or none, would not know our refusals.
@UseFilters(ProblemFilter)
@UseGuards(PortabilityGuard)
export class DataPortabilityController {
  constructor(
    private readonly queries: QueryBus,
    private readonly transfers: Transfers,
    private readonly imports: ImportRequests,
    @Inject(PORTABILITY) private readonly portability: Portability,
  ) {}

  @Get('export')
  @DescribeOperation(OPERATIONS.exportData)
  @ApiQuery({
    name: 'areas',
    required: false,
    schema: { type: 'string' },
    example: 'people,notes',
    description:
      'The areas that the archive is to hold, separated by commas; all where there are none. Files come with the entries that show them. What an entry refers to in another area stands there as its UUID, and the manifest counts such references.',
  })
  @ApiQuery({
    name: 'viewer',
    required: false,
    schema: { type: 'string', enum: ['true', 'false'], default: 'true' },
    description:
      'With `false`, the archive has its data alone, without the files that are made from it for people and for other programs. They are in the language that `Accept-Language` prefers.',
  })
  @ApiProduces('application/gzip')
  @ApiOkResponse({
    description: 'The archive, streamed',
    content: { 'application/gzip': { schema: { type: 'string', format: 'binary' } } },
  })
  async export(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { limits, graph, languages } = this.portability;
    assertAcceptsArchive(request);
    const areas = readAreasQuery(request.query['areas'], graph);
    const included = readViewerQuery(request.query['viewer']);
    if (request.method === 'HEAD') {
      const name = archiveName(graph.format, new Date(), isPartOf(graph, areas));
      response.writeHead(200, archiveHeaders(name)).end();
      return;
    }
    await this.transfers.run('export', { request, response }, async ({ figures, signal }) => {
      const language = request.acceptsLanguages([...languages]) || languages[0];
      const archive = await this.queries.execute(
        new ExportQuery(this.transfers.userOf(request), areas, { included, language }),
      );
      await sendStream(response, archive.stream, {
        headers: archiveHeaders(archive.fileName),
        signal,
        readerMs: limits.readerSeconds * 1_000,
        onBytes: figures.addBytes,
      });
      figures.addRows(sumOf(Object.values(archive.counts)));
    });
  }

  @Post('import/preview')
  @HttpCode(200)
  @DescribeOperation(OPERATIONS.previewImport)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: archiveForm([], { mode: itemsMode, ...PART_PROPERTIES }) })
  @ApiOkResponse({
    description: 'What each mode would do, and what is wrong',
    content: {
      'application/json': { schema: PREVIEW_REPORT },
      [LINES_TYPE]: { schema: PREVIEW_LINE },
    },
  })
  async preview(@Req() request: Request, @Res() response: Response): Promise<void> {
    response.setHeader('Cache-Control', 'no-store');
    if (asksForLines(request)) await this.imports.previewItems(request, response);
    else response.status(200).json(await this.imports.preview(request, response));
  }

  @Post('import')
  @HttpCode(200)
  @DescribeOperation(OPERATIONS.applyImport)
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: archiveForm(['mode', 'confirm'], {
      mode: { type: 'string', enum: [...IMPORT_MODES] },
      confirm: {
        type: 'string',
        description:
          'What is agreed to. The `plan` that the preview has for this mode: just that is done, or nothing where what you have has changed since. For scripts, which do not ask: the `sha256` of the archive, whatever it does by now, or `true`, whatever is sent.',
      },
      undo: {
        type: 'string',
        enum: ['true', 'false'],
        default: 'true',
        description:
          'Whether what you have is kept for a while, so that the import can be undone. Where it cannot be kept, nothing is imported; with `false` it is not kept.',
      },
      ...PART_PROPERTIES,
    }),
  })
  @ApiOkResponse({ description: 'What was done', schema: IMPORT_RESULT })
  @ApiAcceptedResponse({
    schema: RUNNING_IMPORT,
    description: 'The import has begun; `Location` says where to ask for it.',
  })
  apply(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportResult | RunningImportStatus> {
    response.setHeader('Cache-Control', 'no-store');
    return this.imports.apply(request, response);
  }

  @Get('import/:key')
  @DescribeOperation(OPERATIONS.getImport)
  @ApiParam(KEY_PARAMETER)
  @ApiOkResponse({ description: 'What was done', schema: IMPORT_RESULT })
  @ApiAcceptedResponse({ schema: RUNNING_IMPORT, description: 'It runs; ask again after `Retry-After`.' })
  status(
    @Param('key', importKey) key: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportResult | RunningImportStatus> {
    return this.ask(new ImportStatusQuery(this.transfers.userOf(request), importIdOf(key)), response);
  }

  @Delete('import/:key')
  @HttpCode(200)
  @DescribeOperation(OPERATIONS.stopImport)
  @ApiParam(KEY_PARAMETER)
  @ApiOkResponse({ schema: IMPORT_RESULT, description: 'Too late: it was done.' })
  @ApiAcceptedResponse({ schema: RUNNING_IMPORT, description: 'It is being stopped.' })
  stop(
    @Param('key', importKey) key: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportResult | RunningImportStatus> {
    return this.ask(new ImportStatusQuery(this.transfers.userOf(request), importIdOf(key), true), response);
  }

  private async ask(
    query: ImportStatusQuery,
    response: Response,
  ): Promise<ImportResult | RunningImportStatus> {
    response.setHeader('Cache-Control', 'no-store');
    const answer = await this.queries.execute(query);
    if ('state' in answer) response.status(202).setHeader('Retry-After', String(ASK_AGAIN_SECONDS));
    return answer;
  }
}
