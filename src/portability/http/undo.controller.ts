/** The endpoints of the way back: which imports were done, undoing one, and removing what is kept for that. */
import { Delete, Get, HttpCode, Param, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCookieAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { ImportHistory, ImportResult, RunningImportStatus } from '../import/answers.js';
import { ImportHistoryQuery, RemoveCopyCommand } from '../import/import-history.handler.js';
import { importIdOf } from '../import/import-key.js';
import { LINES_TYPE } from './download/send-lines.js';
import { IMPORT_HISTORY, IMPORT_RESULT, PREVIEW_LINE, PREVIEW_REPORT, RUNNING_IMPORT } from './dto.js';
import { importKey, KEY_PARAMETER } from './import-address.js';
import { ImportRequests } from './import-requests.js';
import { DescribeOperation } from './openapi/describe-operation.js';
import { OPERATIONS } from './openapi/operations.js';
import { PortabilityGuard } from './portability.guard.js';
import { ProblemFilter } from './problems/filter.js';
import { Transfers } from './transfers.js';
import { SMALL_FORMS } from './upload/form-fields.js';

const CONFIRM_DESCRIPTION =
  'What is agreed to, where what you have has changed since the import: the `plan` of the answer that says so, or for scripts `true`, whatever it is by now.';
const CONFIRM_FORM = {
  type: 'object',
  properties: { confirm: { type: 'string', description: CONFIRM_DESCRIPTION } },
} as const;

@ApiTags('Your data')
@ApiBearerAuth()
@ApiCookieAuth()
@UseFilters(ProblemFilter)
@UseGuards(PortabilityGuard)
export class UndoController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
    private readonly transfers: Transfers,
    private readonly imports: ImportRequests,
  ) {}

  @Get('import/history')
  @DescribeOperation(OPERATIONS.getImportHistory)
  @ApiOkResponse({ description: 'The last imports, the newest first', schema: IMPORT_HISTORY })
  history(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<ImportHistory> {
    response.setHeader('Cache-Control', 'no-store');
    return this.queries.execute(new ImportHistoryQuery(this.transfers.userOf(request)));
  }

  @Post('import/:key/undo')
  @HttpCode(200)
  @DescribeOperation(OPERATIONS.undoImport)
  @ApiParam(KEY_PARAMETER)
  @ApiQuery({
    name: 'confirm',
    required: false,
    schema: { type: 'string' },
    description: `${CONFIRM_DESCRIPTION} It may stand in a form instead.`,
  })
  @ApiConsumes(...SMALL_FORMS)
  @ApiBody({ required: false, schema: CONFIRM_FORM })
  @ApiOkResponse({ description: 'What was done', schema: IMPORT_RESULT })
  @ApiAcceptedResponse({
    schema: RUNNING_IMPORT,
    description: 'The undoing has begun; `Location` says where to ask for it.',
  })
  undo(
    @Param('key', importKey) key: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportResult | RunningImportStatus> {
    response.setHeader('Cache-Control', 'no-store');
    return this.imports.undo(request, response, importIdOf(key));
  }

  @Get('import/:key/undo')
  @DescribeOperation(OPERATIONS.previewUndo)
  @ApiParam(KEY_PARAMETER)
  @ApiOkResponse({
    description: 'What undoing would do: the mode `replace` of what was kept',
    content: {
      'application/json': { schema: PREVIEW_REPORT },
      [LINES_TYPE]: { schema: PREVIEW_LINE },
    },
  })
  previewUndo(
    @Param('key', importKey) key: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    response.setHeader('Cache-Control', 'no-store');
    return this.imports.previewUndo(request, response, importIdOf(key));
  }

  @Delete('import/:key/copy')
  @HttpCode(204)
  @DescribeOperation(OPERATIONS.removeImportCopy)
  @ApiParam(KEY_PARAMETER)
  @ApiNoContentResponse({ description: 'It is gone.' })
  removeCopy(
    @Param('key', importKey) key: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    response.setHeader('Cache-Control', 'no-store');
    return this.commands.execute(new RemoveCopyCommand(this.transfers.userOf(request), importIdOf(key)));
  }
}
