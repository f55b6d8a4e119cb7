/** The worker thread that turns area files into COPY lines; parsing neither blocks the event loop nor exceeds its memory. */
import { closeSync, openSync, readSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import type { Kind } from '../archive/define-kind.js';
import { createDecoder, type DecodeContext, type EntryDecoder } from '../archive/decode.js';
import { pathFrom } from '../archive/archive-layout.js';
import { entryLabel } from '../archive/entry-label.js';
import { areaFile } from '../archive/file-names.js';
import type { Format } from '../archive/format.js';
import { createGraph } from '../archive/graph.js';
import { IssueLabels, labelled } from '../archive/issue-labels.js';
import { documentDepth, jsonDepth } from '../archive/json-depth.js';
import type { MediaFileInfo } from '../archive/media-file-info.js';
import { CopyLines } from '../archive/direct/copy-lines.js';
import { planRows } from '../archive/direct/row-plan.js';
import { RowReader } from '../archive/direct/row-reader.js';
import { createEntryScanner } from '../archive/direct/entry-scanner.js';
import { copyLine } from '../archive/staged-row.js';
import type { Target } from '../archive/upgrades/chain.js';
import { readEntries, type ByteSource, type Entry, type YamlIssue } from '../archive/yaml/read.js';
import { PortabilityError, type Issue, type ProblemSlug } from '../errors.js';
import type { ImportLimits } from '../limits.js';
import type { WrittenKeys } from './archive-names.js';
import { MOST_ISSUES } from '../issue.js';

/** What the worker is told to do; plain data. */
export interface AreaWork {
  readonly kinds: readonly Kind[];
  readonly format: Format;
  /** As the archive calls them, in the order in which they are to be read. */
  readonly areas: readonly { readonly name: string; readonly path: string }[];
  readonly formatVersion: number;
  readonly exportedAt: string;
  readonly files: ReadonlyMap<string, MediaFileInfo>;
  readonly missing: readonly string[];
  readonly limits: ImportLimits;
  /** Chunks that may be on the way; the worker takes one, the reader gives it back. */
  readonly credits: SharedArrayBuffer;
}

/**
 * What the worker says. `rows` are COPY lines of one kind; `done` or `refused` is the last message of the work, with the bytes of the heap
 * that the thread has then.
 */
export type AreaMessage =
  | { readonly type: 'rows'; readonly kind: string; readonly chunk: Uint8Array; readonly rows: number }
  | {
      readonly type: 'done';
      readonly errors: readonly Issue[];
      readonly errorCount: number;
      readonly warnings: readonly Issue[];
      readonly warningCount: number;
      /** Media files that no row stood for, by UUID. */
      readonly unlisted: readonly string[];
      readonly written: WrittenKeys;
      readonly heapBytes: number;
    }
  | {
      readonly type: 'refused';
      readonly slug: ProblemSlug;
      readonly detail: string;
      readonly extensions: Readonly<Record<string, unknown>>;
      readonly heapBytes: number;
    };

const heapBytes = (): number => getHeapStatistics().total_heap_size;

/** COPY is fastest in chunks of this size and more. */
const CHUNK_BYTES = 256 * 1024;

function run(work: AreaWork, post: (message: AreaMessage, transfer?: ArrayBuffer[]) => void): void {
  const graph = createGraph(work.kinds, work.format);
  const credits = new Int32Array(work.credits);
  const lines = new Map<Kind, CopyLines>();
  const unlisted = new Set(work.files.keys());
  const errors: Issue[] = [];
  const warnings: Issue[] = [];
  let errorCount = 0;
  let warningCount = 0;
  let rows = 0;

  const linesOf = (kind: Kind): CopyLines => {
    let known = lines.get(kind);
    if (!known) lines.set(kind, (known = new CopyLines()));
    return known;
  };
  const flush = (kind: Kind, written: CopyLines): void => {
    while (Atomics.load(credits, 0) <= 0) Atomics.wait(credits, 0, 0);
    Atomics.sub(credits, 0, 1);
    const { rows } = written;
    const chunk = written.take();
    post({ type: 'rows', kind: kind.name, chunk, rows }, [chunk.buffer]);
  };
  const count = (more: number): void => {
    rows += more;
    if (rows > work.limits.rows) throw tooManyRows(work.limits.rows, work.limits.rows + 1);
  };
  /** Whether it is kept. */
  const error = (issue: Issue, labelOf?: () => string | undefined): boolean => {
    if (errorCount++ >= MOST_ISSUES) return false;
    errors.push(labelled(issue, labelOf));
    return true;
  };
  const context: Omit<DecodeContext, 'file' | 'renamed'> = {
    graph,
    exportedAt: work.exportedAt,
    files: work.files,
    missing: new Set(work.missing),
    jsonDepth: jsonDepth(work.limits.yamlDepth),
    error,
    warning: (issue, labelOf) => {
      if (warningCount++ < MOST_ISSUES) warnings.push(labelled(issue, labelOf));
    },
    row: (row) => {
      count(1);
      if (row.kind.blob) unlisted.delete(row.id);
      const written = linesOf(row.kind);
      written.addLine(copyLine(row));
      if (written.length >= CHUNK_BYTES) flush(row.kind, written);
    },
  };

  const written: Record<string, Record<string, string>> = {};
  const yamlLimits = {
    depth: documentDepth(graph, work.limits.yamlDepth),
    aliases: work.limits.yamlAliases,
    stringBytes: work.limits.stringBytes,
  };
  const versions = pathFrom(graph, work.formatVersion);
  for (const { name, path } of work.areas) {
    const file = areaFile(name);
    const nowadays = graph.areas.filter((area) => versions.areas.get(name)?.includes(area.name));
    const decoders = new Map(
      nowadays.map((area): [string, EntryDecoder] => [
        area.name,
        createDecoder(area, {
          ...context,
          file,
          renamed: (kind, keys) => Object.assign((written[kind.name] ??= {}), Object.fromEntries(keys)),
        }),
      ]),
    );
    const labels = new IssueLabels(errors);
    const report = ({ line, column, code, detail }: YamlIssue): void => {
      if (error({ file, pointer: '#', line, column, code, detail })) labels.wait();
    };
    const begin = ({ key }: Entry, target: Target | undefined): void =>
      labels.begin(key, () => {
        const kind = nowadays.find((area) => area.name === target?.area)?.root;
        const node = target?.entry.value;
        return kind && node?.type === 'map' ? entryLabel({ kind, node }) : undefined;
      });
    const passed = (entry: Entry | undefined): void =>
      entry ? begin(entry, versions.upgradeEntry(name, entry)) : labels.end();
    const plan =
      work.formatVersion === graph.format.version && nowadays[0]
        ? planRows(nowadays[0].root, { ...context, depth: yamlLimits.depth, linesOf })
        : undefined;
    const scanner =
      plan &&
      createEntryScanner(
        new RowReader(plan, {
          stringBytes: yamlLimits.stringBytes,
          added: (more) => {
            count(more);
            for (const [kind, written] of lines) if (written.length >= CHUNK_BYTES) flush(kind, written);
          },
        }),
      );
    try {
      withFile(path, (source) => {
        for (const entry of readEntries(source, { report, scanner, passed, ...yamlLimits })) {
          const target = versions.upgradeEntry(name, entry);
          begin(entry, target);
          take(target, decoders);
        }
      });
    } catch (error) {
      throw error instanceof PortabilityError ? inFile(file, error) : error;
    }
  }
  for (const [kind, written] of lines) if (written.rows > 0) flush(kind, written);
  post({
    type: 'done',
    errors,
    errorCount,
    warnings,
    warningCount,
    unlisted: [...unlisted],
    written,
    heapBytes: heapBytes(),
  });
}

/** What is not kept goes nowhere. */
const take = (target: Target | undefined, decoders: ReadonlyMap<string, EntryDecoder>): void =>
  target && decoders.get(target.area)?.(target.entry);

/** Whoever reads one document does not know its name. */
const inFile = (file: string, { slug, detail, extensions }: PortabilityError): PortabilityError =>
  new PortabilityError(slug, `${file}: ${detail}`, extensions);

const tooManyRows = (maximum: number, actual: number): PortabilityError =>
  new PortabilityError(
    'archive-too-large',
    `There are more than ${maximum} rows in this archive, and no more are taken here. Whoever runs this instance can raise the limit.`,
    { limit: 'rows', maximum, actual },
  );

const CHUNK_OF_FILE = 256 * 1024;

/** Lends an open file. */
function withFile(path: string, work: (source: ByteSource) => void): void {
  const file = openSync(path, 'r');
  try {
    work({
      *from(offset) {
        const chunk = Buffer.allocUnsafe(CHUNK_OF_FILE);
        for (let at = offset; ;) {
          const length = readSync(file, chunk, 0, chunk.length, at);
          if (length === 0) return;
          at += length;
          yield chunk.subarray(0, length);
        }
      },
    });
  } finally {
    closeSync(file);
  }
}

if (parentPort) {
  const port = parentPort;
  const post = (message: AreaMessage, transfer: ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  port.on('message', (work: AreaWork) => {
    try {
      run(work, post);
    } catch (error) {
      // Anything else ends the worker, and the reader hears of that.
      if (!(error instanceof PortabilityError)) throw error;
      const { slug, detail, extensions } = error;
      post({ type: 'refused', slug, detail, extensions, heapBytes: heapBytes() });
    }
  });
}
