/** What Carol writes into each archive beside its data. */
import type { Companion } from '../../portability/kinds.js';
import { OPEN_FORMATS } from '../formats/open-formats.js';
import { viewer } from '../viewer/viewer.companion.js';

/** In the order in which they are written. */
export const CAROL_COMPANIONS: readonly Companion[] = Object.freeze([viewer, OPEN_FORMATS]);

/** That they are written in, the default first. */
export const CAROL_LANGUAGES = ['en', 'de'] as const;
