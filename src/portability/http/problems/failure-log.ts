/** What the log learns of a failure: enough to find its place in our code, nothing of what it was about. */
import { existsSync } from 'node:fs';
import type { PortabilityError } from '../../errors.js';
import { databaseCodeOf } from '../../storage/database-errors.js';
import { isError } from './is-error.js';

export interface FailureEntry {
  readonly event: 'failure';
  readonly errorId: string | null;
  readonly requestId: string;
  readonly slug: string;
  readonly name: string;
  /** A SQLSTATE or a system error code. */
  readonly code: string | null;
  /** `function (file:line)` of our own code, innermost first. */
  readonly frames: readonly string[];
}

/** The function, the folder that our code lies in, the file there without its ending, the ending, and the line. */
const FRAME =
  /^\s+at (?:async )?(?:([\w$.<>\s#[\]]{1,120}) \()?(.*?)((?:src|migrations|test)\/[\w./-]+)(\.[cm]?[jt]s):(\d+):\d+\)?$/;

/** Foreign messages quote SQL, values and paths: only frames of our own files are kept, without them. */
function framesOf(error: Error): readonly string[] {
  const stack = typeof error.stack === 'string' ? error.stack : '';
  // A message may itself look like frames; it stands in front of them.
  const at = error.message ? stack.indexOf(error.message) : -1;
  const below = at < 0 ? stack : stack.slice(at + error.message.length);
  return below
    .split('\n')
    .filter((line) => !line.includes('node_modules'))
    .map((line) => FRAME.exec(line))
    .flatMap((match) => {
      const [, name = '(anonymous)', folder = '', file = '', ending = '', line] = match ?? [];
      return match && isOurs(folder, file, ending) ? [`${name} (${file}${ending}:${line})`] : [];
    })
    .slice(0, 12);
}

/**
 * Whether the file is there, or what is built from it. A source map of a package (TypeORM's, for one) may name files of its author's as if
 * they lay beside ours: such are nowhere.
 */
function isOurs(folder: string, file: string, ending: string): boolean {
  const root = folder.replace(/^file:\/\//, '');
  const [, below = ''] = /^\w+\/(.*)$/.exec(file) ?? [];
  return [`${file}${ending}`, `dist/${file}.js`, `dist/${below}.js`].some((path) => existsSync(root + path));
}

/** The innermost cause is where it happened. */
function rootOf(error: unknown): unknown {
  let root = error;
  for (let depth = 0; depth < 5 && isError(root) && isError(root.cause); depth++) {
    root = root.cause;
  }
  return root;
}

/** @param refusal what the error is told as */
export function describeFailure(
  error: unknown,
  requestId: string,
  { slug, extensions: { errorId } }: PortabilityError,
): FailureEntry {
  const root = rootOf(error);
  const code = isError(root) ? databaseCodeOf(root) : '';
  return {
    event: 'failure',
    errorId: typeof errorId === 'string' ? errorId : null,
    requestId,
    slug,
    name: isError(root) && /^\w{1,64}$/.test(root.name) ? root.name : typeof root,
    code: /^\w{1,32}$/.test(code) ? code : null,
    frames: isError(root) ? framesOf(root) : [],
  };
}
