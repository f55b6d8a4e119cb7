/** The refusal of an archive that is larger than is taken, however it is sent. */
import type { PortabilityError } from '../../errors.js';
import { HttpRefusal } from '../problems/http-refusal.js';

/** @param maximum bytes */
export const uploadTooLarge = (maximum: number): PortabilityError =>
  new HttpRefusal(
    'upload-too-large',
    `The archive is larger than the ${maximum} bytes that are taken here. Whoever runs this instance can raise the limit.`,
    { Connection: 'close' },
    { extensions: { limit: 'uploadBytes', maximum } },
  );
