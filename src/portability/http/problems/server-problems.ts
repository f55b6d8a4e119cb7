/** What is wrong with the server, or with what it needs. */
import type { ProblemType } from './problem-type.js';

export const SERVER_PROBLEMS = {
  'server-busy': {
    status: 503,
    title: 'The server is busy',
    explanation:
      'So many transfers wait for their turn that yours would wait for more than a minute, or the server is about to restart. “detail” says which, and which place in the queue yours would have. Nothing was changed.',
    remedy: 'Try again after as many seconds as “Retry-After” says.',
  },
  'database-unavailable': {
    status: 503,
    title: 'The database cannot be reached',
    explanation:
      'The server runs, but its database does not answer. If an import was running, it was undone as a whole, or was done as a whole: look at your data before you try again.',
    remedy: 'Try again after as many seconds as “Retry-After” says. If it lasts, tell who runs the server.',
  },
  'storage-unavailable': {
    status: 503,
    title: 'The file storage cannot be reached',
    explanation:
      'The server runs, but the place where photos and attachments are kept does not answer. Nothing was changed.',
    remedy: 'Try again after as many seconds as “Retry-After” says. If it lasts, tell who runs the server.',
  },
  'storage-full': {
    status: 507,
    title: 'The server has run out of space',
    explanation:
      'There is no room left to receive the upload or to store what it holds. Nothing was changed.',
    remedy: 'Tell who runs the server; when there is room again, try again.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong on the server',
    explanation:
      'This is a fault of the server, not of your archive. A running import was undone as a whole.',
    remedy:
      'Try again later. If it happens again, tell who runs the server the “errorId”: the log has an entry with it.',
  },
} as const satisfies Record<string, ProblemType>;
