/** Preview, row by row: what each mode would do, then every row that would not stay as it is. */
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Inject } from '@nestjs/common';
import { PORTABILITY, type Portability } from '../portability.js';
import type { PreviewLine, PreviewReport } from './answers.js';
import { itemsOf } from './items.js';
import { withPreview, type PreviewRequest } from './preview.js';

export interface PreviewItemsRequest extends PreviewRequest {
  /** The name of the mode; without one, the rows of all modes are told, mode by mode. */
  readonly mode?: string | undefined;
  /**
   * Takes lines of JSON in their order, whole ones, each a `PreviewLine`: the report, the items, and the end, which is the last where all were
   * told. `parsePreviewLines` reads them. The snapshot of the database is held until it has taken them.
   */
  readonly write: (lines: Buffer) => Promise<void> | void;
}

export class PreviewItemsCommand extends Command<PreviewReport> {
  constructor(readonly request: PreviewItemsRequest) {
    super();
  }
}

@CommandHandler(PreviewItemsCommand)
export class PreviewItemsHandler implements ICommandHandler<PreviewItemsCommand, PreviewReport> {
  constructor(@Inject(PORTABILITY) private readonly portability: Portability) {}

  /** @throws PortabilityError where the archive cannot be read as one; what was written before any error is not whole */
  execute({ request }: PreviewItemsCommand): Promise<PreviewReport> {
    const { mode, write, signal } = request;
    return withPreview(this.portability, request, async ({ scope, report, plans }) => {
      await write(lineOf(report));
      // Every row will be fetched: plan for all of them, not for the first.
      await scope.transaction.query('SET LOCAL cursor_tuple_fraction = 1');
      let count = 0;
      for (const [name, plan] of plans) {
        if (mode !== undefined && name !== mode) continue;
        for await (const items of itemsOf(scope, name, plan)) {
          signal?.throwIfAborted();
          count += items.count;
          await write(items.lines);
        }
      }
      await write(lineOf({ end: true, items: count }));
      return report;
    });
  }
}

const lineOf = (line: PreviewLine): Buffer => Buffer.from(`${JSON.stringify(line)}\n`);

/** The lines that `PreviewItemsCommand` writes. */
export const parsePreviewLines = (lines: Buffer): readonly PreviewLine[] =>
  lines
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as PreviewLine);
