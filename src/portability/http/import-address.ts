/** The address of one import, below that of all: its key is the last part. */
import { NotFoundException, type PipeTransform } from '@nestjs/common';
import { isKey } from './import-headers.js';

/** What is no key answers as the router would: at some of these addresses there is something for another method. */
export const importKey: PipeTransform<string, string> = {
  transform(key) {
    if (!isKey(key)) throw new NotFoundException();
    return key;
  },
};

export const KEY_PARAMETER = {
  name: 'key',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
} as const;
