/** Why something that was asked of the service did not happen: the few cases a person is told apart. */
import { parseProblem, type Problem } from './problem';

export type Failure =
  /** No answer, or one that broke off. */
  | { readonly kind: 'network' }
  /** An answer that ended as if it were whole, with an archive that is not. */
  | { readonly kind: 'incomplete' }
  /** The chosen file cannot be read any more: moved, changed or deleted since. */
  | { readonly kind: 'file-unreadable' }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** An answer that is not this service's: a proxy's error page, say. */
  | { readonly kind: 'unexpected'; readonly status: number }
  /** The answer to an import was lost, and the service says that nothing was imported. */
  | { readonly kind: 'not-imported' }
  /** The answer to an import was lost, and so was the question after it. */
  | { readonly kind: 'end-unknown' }
  /** The device could not store the file. */
  | { readonly kind: 'not-saved' }
  /** The person stopped it. */
  | { readonly kind: 'cancelled' };

export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  constructor(
    readonly failure: Failure,
    options?: ErrorOptions,
  ) {
    super(failure.kind, options);
  }
}

/** The failure that an HTTP answer other than 2xx stands for. */
export function failureFromAnswer(status: number, body: string): Failure {
  const problem = parseProblem(body);
  if (status === 401) {
    return problem === null || problem.slug === 'unauthenticated'
      ? { kind: 'signed-out' }
      : { kind: 'problem', problem };
  }
  if (problem !== null) return { kind: 'problem', problem };
  if (status === 413) {
    return {
      kind: 'problem',
      problem: {
        slug: 'upload-too-large',
        status,
        detail: null,
        maximum: null,
        limit: null,
        errors: [],
        errorCount: 0,
        outcome: null,
        errorId: null,
        effects: null,
        plan: null,
      },
    };
  }
  return { kind: 'unexpected', status };
}

/** The failure inside a thrown value; what nobody foresaw counts as a lost connection only if fetch says so. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof RequestFailed) return thrown.failure;
  if (thrown instanceof Error && thrown.name === 'AbortError') return { kind: 'cancelled' };
  if (thrown instanceof TypeError) return { kind: 'network' };
  return { kind: 'unexpected', status: 0 };
}

/** Whether the file itself is at fault, so that sending it once more would end the same way. */
export function isOfFile(failure: Failure): boolean {
  if (failure.kind === 'file-unreadable') return true;
  return failure.kind === 'problem' && [413, 415, 422].includes(failure.problem.status);
}
