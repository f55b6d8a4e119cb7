/** Why an import is not carried out whose request and archive are right. */
import type { ProblemType } from './problem-type.js';

export const IMPORT_PROBLEMS = {
  'preview-stale': {
    status: 409,
    title: 'This is not what was previewed',
    explanation:
      'What was confirmed is not what the import would do now: what you have has changed since the preview, or another file was sent. Nothing was changed.',
    remedy:
      'Look at “effects”, which says what it would do now, or preview once more; then confirm with the “plan” of that.',
  },
  'import-in-progress': {
    status: 409,
    title: 'Another import of yours is running',
    explanation: 'Imports of one person run one at a time, so that they cannot mix.',
    remedy:
      'Wait until it is done (“Retry-After” says when to ask again), then preview once more: your data may have changed.',
  },
  'import-cancelled': {
    status: 409,
    title: 'The import was stopped',
    explanation: 'Somebody asked to stop this import while it ran. Nothing was changed.',
    remedy: 'If that was a mistake, import the archive again.',
  },
} as const satisfies Record<string, ProblemType>;
