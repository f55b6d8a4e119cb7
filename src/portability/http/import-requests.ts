/** Carries out the preview or the import that a request asks for. Once its upload is complete an import belongs to the server, whoever waits for the answer. */
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import type { ImportResult, PreviewReport, RunningImportStatus } from '../import/answers.js';
import { ApplyImportCommand } from '../import/apply-import.handler.js';
import { importIdOf } from '../import/import-key.js';
import { withImportRun, type ImportRun } from '../import/import-run.js';
import { PreviewImportCommand } from '../import/preview-import.handler.js';
import { PreviewItemsCommand } from '../import/preview-items.handler.js';
import type { ImportObserver } from '../import/progress.js';
import { withSafetyCopy } from '../import/safety-copy.js';
import { UNDO_MODE, UndoImportCommand } from '../import/undo-import.handler.js';
import { PORTABILITY, type Portability } from '../portability.js';
import { withWorkspace } from '../storage/workspace.js';
import { sumOf } from '../sum.js';
import { asksForLines, sendLines } from './download/send-lines.js';
import { idempotencyKeyOf, prefersAsync } from './import-headers.js';
import { describeFailure } from './problems/failure-log.js';
import { problemType } from './problems/problem-types.js';
import { BASE_PATH } from './problems/problems-path.js';
import { translate } from './problems/translate.js';
import { publicAddressOf } from './public-address.js';
import { requestIdOf } from './request-id.js';
import { reasonOf, Transfers, type Exchange, type RunningTransfer } from './transfers.js';
import { receiveFields } from './upload/form-fields.js';
import {
  CONFIRM_FIELDS,
  IMPORT_FIELDS,
  ITEMS_FIELDS,
  readConfirmAlone,
  PART_FIELDS,
  readImportForm,
  readMode,
  readPart,
} from './upload/import-form.js';
import { checkFormHeaders } from './upload/receive-form.js';

/** Seconds after which it is worth asking how far an import is. */
export const ASK_AGAIN_SECONDS = 1;

interface NamedRun {
  readonly id: string;
  readonly run: ImportRun | undefined;
}

/** @param transfer its signal is aborted, too, when somebody asks to stop the import: also while its archive arrives */
type Work = (transfer: RunningTransfer, named: NamedRun) => Promise<ImportResult>;

@Injectable()
export class ImportRequests {
  private readonly logger = new Logger(ImportRequests.name);

  constructor(
    private readonly commands: CommandBus,
    private readonly transfers: Transfers,
    @Inject(PORTABILITY) private readonly portability: Portability,
    @Inject(BASE_PATH) private readonly basePath: string,
  ) {}

  /** Ends when the client leaves: nothing is lost with it. */
  preview(request: Request, response: Response): Promise<PreviewReport> {
    return this.transfers.run('preview', this.#ofForm(request, response), (transfer) =>
      this.transfers.receive(
        { request, response, fieldNames: PART_FIELDS },
        transfer,
        async ({ upload, fields }) => {
          const { userId, constants } = this.transfers.importerOf(request);
          const report = await this.commands.execute(
            new PreviewImportCommand(userId, upload, {
              ...readPart(fields, this.portability.graph),
              constants,
              signal: transfer.signal,
            }),
          );
          transfer.figures.addRows(sumOf(Object.values(report.archive.counts)));
          return report;
        },
      ),
    );
  }

  /** Answers by itself, a line for each row that would not stay as it is; ends when the client leaves. */
  async previewItems(request: Request, response: Response): Promise<void> {
    const { graph, limits, modes, workspaces } = this.portability;
    await this.transfers.run('preview', this.#ofForm(request, response), (transfer) =>
      this.transfers.receive(
        { request, response, fieldNames: ITEMS_FIELDS },
        transfer,
        ({ upload, fields }) =>
          withWorkspace(workspaces, async (workspace) => {
            const { figures, signal } = transfer;
            const importer = this.transfers.importerOf(request);
            const mode = readMode(fields, modes);
            const part = readPart(fields, graph);
            const report = await sendLines(response, { limits, signal, workspace }, (write) =>
              this.commands.execute(
                new PreviewItemsCommand({ ...importer, upload, ...part, mode, signal, write }),
              ),
            );
            figures.addRows(sumOf(Object.values(report.archive.counts)));
          }),
      ),
    );
  }

  /** The result; or how far the import is, where the client would rather not wait and the import has begun. */
  apply(request: Request, response: Response): Promise<ImportResult | RunningImportStatus> {
    return this.#answer(
      this.#ofForm(request, response),
      publicAddressOf(request, this.basePath),
      (transfer, { id, run }) => {
        const { signal } = transfer;
        const importer = this.transfers.importerOf(request);
        const sent = { request, response, fieldNames: IMPORT_FIELDS, onBytes: run?.received };
        return this.transfers.receive(sent, transfer, ({ upload, fields, size }) => {
          transfer.carryOn();
          const form = readImportForm(fields, this.portability.modes);
          const part = readPart(fields, this.portability.graph);
          const onProgress: ImportObserver['onProgress'] = (progress) => run?.progress(progress, size);
          return this.commands.execute(
            new ApplyImportCommand({ ...importer, upload, ...form, ...part, signal, id, run, onProgress }),
          );
        });
      },
    );
  }

  /** The same of the wish to undo an import. @param undoes its id */
  async undo(
    request: Request,
    response: Response,
    undoes: string,
  ): Promise<ImportResult | RunningImportStatus> {
    const fields = await receiveFields(request, response, CONFIRM_FIELDS);
    const confirm = readConfirmAlone(request.query['confirm'], fields);
    const imports = publicAddressOf(request, this.basePath).replace(/\/[^/]+\/undo\/?$/, '');
    return this.#answer({ request, response }, imports, (transfer, { id, run }) => {
      const { signal } = transfer;
      transfer.carryOn();
      const importer = this.transfers.importerOf(request);
      const onProgress: ImportObserver['onProgress'] = (progress) => run?.progress(progress, 0);
      return this.commands.execute(
        new UndoImportCommand({ ...importer, undoes, confirm, signal, id, run, onProgress }),
      );
    });
  }

  /** What undoing would do; row by row, where lines are asked for. Ends when the client leaves. @param undoes its id */
  async previewUndo(request: Request, response: Response, undoes: string): Promise<void> {
    const { limits, workspaces } = this.portability;
    await this.transfers.run('preview', { request, response }, ({ figures, signal }) => {
      const { userId, constants } = this.transfers.importerOf(request);
      return withSafetyCopy(this.portability, { userId, id: undoes, signal }, async (upload) => {
        if (!asksForLines(request)) {
          response.json(
            await this.commands.execute(new PreviewImportCommand(userId, upload, { signal, constants })),
          );
          return;
        }
        const preview = { userId, constants, upload, mode: UNDO_MODE, signal };
        const report = await withWorkspace(workspaces, (workspace) =>
          sendLines(response, { limits, signal, workspace }, (write) =>
            this.commands.execute(new PreviewItemsCommand({ ...preview, write })),
          ),
        );
        figures.addRows(sumOf(Object.values(report.archive.counts)));
      });
    });
  }

  #ofForm(request: Request, response: Response): Exchange {
    return { request, response, check: () => checkFormHeaders(request, this.portability.limits) };
  }

  /** @param imports the address of imports, below which each has its own */
  async #answer(
    exchange: Exchange,
    imports: string,
    work: Work,
  ): Promise<ImportResult | RunningImportStatus> {
    const { request, response } = exchange;
    const key = idempotencyKeyOf(request);
    const name = key ?? requestIdOf(request);
    let begun: (run: ImportRun) => void = () => undefined;
    const accepted = new Promise<ImportRun>((resolve) => (begun = resolve));
    const options = {
      userId: this.transfers.userOf(request),
      id: importIdOf(name),
      isNamed: key !== undefined,
      uploadBytes: Number(request.headers['content-length'] ?? 0) || null,
    };
    const done = this.transfers.run('import', exchange, (transfer) =>
      withImportRun(this.portability, options, translate, (run) => {
        void run?.begun.then(() => begun(run));
        return this.#carryOut(response, transfer, { id: options.id, run }, work);
      }),
    );
    if (!prefersAsync(request)) return done;
    const first = await Promise.race([done.then((result) => ({ result })), accepted]);
    if ('result' in first) return first.result;
    done.catch((error: unknown) => this.#log(error, request));
    response.status(202);
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Preference-Applied', 'respond-async');
    response.setHeader('Retry-After', String(ASK_AGAIN_SECONDS));
    response.setHeader('Location', `${imports}/${encodeURIComponent(name)}`);
    return { state: 'running', phase: 'read', done: 0, total: null };
  }

  async #carryOut(
    response: Response,
    transfer: RunningTransfer,
    named: NamedRun,
    work: Work,
  ): Promise<ImportResult> {
    const { run } = named;
    const signal = run ? AbortSignal.any([transfer.signal, run.signal]) : transfer.signal;
    try {
      const result = await work({ ...transfer, signal }, named);
      transfer.figures.addRows(sumOf(Object.values(result.archive.counts)));
      if (run?.isReplay) response.setHeader('Idempotent-Replayed', 'true');
      return result;
    } catch (error) {
      // Once: the answer, what is kept, and the log must have the same errorId.
      throw translate(reasonOf(error, signal));
    }
  }

  /** An error that nobody waits for. */
  #log(error: unknown, request: Request): void {
    const refusal = translate(error);
    if (problemType(refusal.slug).status >= 500)
      this.logger.error(describeFailure(error, requestIdOf(request), refusal));
  }
}
