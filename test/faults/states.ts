/** The data that the operations of a case move between: what the account has, and what each operation asks for. */
import { createHash } from 'node:crypto';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { timelessFiles } from '../support/archive-files.js';
import type { Graph, GraphRow } from '../../src/portability/testing/graph-arbitrary.js';
import { noise } from '../support/big-file.js';
import { sha256Of } from '../../src/portability/testing/media-files.js';
import { packGraph, packTexts, renamed, sampleGraph } from '../support/sample.js';

export interface Archives {
  /** What the account has before. */
  readonly old: Buffer;
  /** Keeps a file, changes one, lets one go and brings one in two rows; rows of all kinds come, go and change. */
  readonly next: Buffer;
  readonly empty: Buffer;
}

/** Bytes of a file: more than one chunk of a stream, and little enough for hundreds of cases. */
const FILE_BYTES = 70_000;

/** The same for the same seed. */
export async function archivesOf(seed: number): Promise<Archives> {
  const graph = sampleGraph();
  const idOf = (name: string): string => uuidOf(`${seed}/${name}`);
  const fileOf = (name: string): Buffer => noise(`${seed}/${name}`, FILE_BYTES);
  const named = (state: 'old' | 'new'): Graph =>
    renamed(
      graph,
      Object.fromEntries(
        CAROL_KINDS.flatMap((kind) =>
          (graph.rows[kind.name] ?? []).map(({ id }, index) => [
            id,
            // The first row of a kind is in both states, the second in one.
            idOf(`${kind.name}/${index === 0 ? 'both' : state}`),
          ]),
        ),
      ),
    );
  const old = withFiles(named('old'), [
    ['media/both', fileOf('changed')],
    ['media/old', fileOf('let go')],
    ['media/kept', fileOf('kept')],
  ]);
  const next = withFiles(named('new'), [
    ['media/both', fileOf('changed, later')],
    ['media/new', fileOf('brought')],
    ['media/kept', fileOf('kept')],
    ['media/twice', fileOf('brought')],
  ]);
  return {
    old: await packGraph(old),
    next: await packGraph(next, (trees) => {
      for (const skill of Object.values(trees['skills'] ?? {})) skill['name'] = `changed ${seed}`;
    }),
    empty: await packTexts({}),
  };

  function withFiles(state: Graph, files: readonly (readonly [string, Buffer])[]): Graph {
    const [model] = state.rows['media'] ?? [];
    const rows = files.map(([name, bytes], index): GraphRow => ({
      id: idOf(name),
      values: {
        ...model?.values,
        fileName: `file ${index}.png`,
        contentType: 'application/octet-stream',
        byteSize: bytes.length,
        sha256: sha256Of(bytes),
      },
    }));
    return {
      rows: { ...state.rows, media: rows },
      files: new Map(files.map(([name, bytes]) => [idOf(name), bytes])),
    };
  }
}

/** Of version 4, the same for the same name. */
export function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** What an export says, as far as two exports of the same state say the same. */
export interface Content {
  /** Area files, as they are or with the names that copies are given anew left out. */
  readonly text: string;
  /** Media files by path, or by digest. */
  readonly files: ReadonlyMap<string, string>;
  /** UUIDs of the rows whose files it has not. */
  readonly missing: readonly string[];
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** @param known the only UUIDs that are compared, where copies give rows new ones; then lines are compared without their order */
export async function contentOf(archive: Buffer, known?: ReadonlySet<string>): Promise<Content> {
  const files = await timelessFiles(archive);
  const manifest = files.get('manifest.yaml') ?? '';
  const missing = /^missing:\n((?: *- .*\n)+)/m.exec(manifest)?.[1]?.match(UUID) ?? [];
  const media = [...files].filter(([path]) => path.startsWith('media/'));
  const areas = [...files].filter(([path]) => path.endsWith('.yaml') && path !== 'manifest.yaml');
  const mask = (text: string): string => text.replace(UUID, (id) => (known?.has(id) === false ? 'new' : id));
  const digest = (bytes: string): string => sha256Of(Buffer.from(bytes, 'latin1'));
  return {
    text: known
      ? areas.map(([path, text]) => [path, ...mask(text).split('\n').sort()].join('\n')).join('\n')
      : areas.map(([path, text]) => `${path}\n${text}`).join('\n'),
    files: new Map(
      media.map(([path, bytes], index) => [known ? `${digest(bytes)} ${index}` : path, digest(bytes)]),
    ),
    missing,
  };
}

export const idsIn = async (archive: Buffer): Promise<ReadonlySet<string>> =>
  new Set([...(await timelessFiles(archive)).values()].flatMap((text) => text.match(UUID) ?? []));

/** Undefined where they are the same but for the files that `one` says it misses; else the first difference. */
export function difference(one: Content, other: Content): string | undefined {
  if (one.text !== other.text) {
    const lines = one.text.split('\n');
    const others = other.text.split('\n');
    const at = lines.findIndex((line, index) => line !== others[index]);
    return `line ${at}: "${lines[at]}" is not "${others[at]}"`;
  }
  const digests = (content: Content): string[] => [...content.files.values()].sort();
  const there = digests(one);
  const wanted = digests(other);
  if (there.length + one.missing.length !== wanted.length)
    return `${there.length} files and ${one.missing.length} missing are not ${wanted.length}`;
  const wrong = there.find((digest) => !wanted.includes(digest));
  return wrong === undefined ? undefined : `a file with the digest ${wrong} is none of the state's`;
}
