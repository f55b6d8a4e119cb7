/** How a transfer that threw is counted. */
import type { Outcome } from '../../metrics.js';
import { problemType } from './problem-types.js';
import { translate } from './translate.js';

export function outcomeOf(error: unknown): Outcome {
  if (error instanceof Error && (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE')
    return 'aborted';
  return problemType(translate(error).slug).status >= 500 ? 'failed' : 'refused';
}
