/** What can be wrong between rows, in words; whoever checks them, in the database or in memory, says the same. */
import { ORIGIN } from './origin.js';

import type { IssueCode } from '../errors.js';

export interface Fault {
  readonly code: IssueCode;
  /** What is wrong, and what to do. */
  readonly detail: string;
}

export const DANGLING: Fault = {
  code: 'dangling',
  detail: 'This refers to something that is not in the archive. Add it, or remove the reference.',
};

export const WRONG_KIND: Fault = {
  code: 'wrong-kind',
  detail:
    'This refers to something of another sort than belongs here. Refer to the right one, or remove the reference.',
};

export const CYCLE: Fault = {
  code: 'cycle',
  detail:
    'Following these references leads back to where they began, which no import can take. Remove one of them to break the circle: here, or in the app that the archive comes from, and export again.',
};

/** A UUID that stands twice under the same parent. */
export const DUPLICATE_KEY: Fault = {
  code: 'duplicate-key',
  detail: 'This UUID stands twice in this list. Remove one of the two.',
};

/** Two rows of one kind that are known by the same UUID. */
export const DUPLICATE_ORIGIN: Fault = {
  code: 'duplicate-origin',
  detail: `By its ${ORIGIN.key}, this is the same as another entry in the archive. Remove its ${ORIGIN.key}, or one of the two.`,
};

export const DUPLICATE_ID: Fault = {
  code: 'duplicate-id',
  detail:
    'This UUID stands a second time in the archive, for something else. Give this one a UUID of its own, or remove it.',
};
