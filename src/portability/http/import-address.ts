/** The address of one import, below that of all: its key is the last part. */
import { NotFoundException, type PipeTransform } from '@nestjs/common';
import { isKey } from './import-headers.js';

/** Addresses of something else. */
const OTHERS: readonly string[] = ['preview', 'history'];

/** As the router would say it: the others exist for another method. */
export const importKey: PipeTransform<string, string> = {
  transform(key) {
    if (!isKey(key) || OTHERS.includes(key)) throw new NotFoundException();
    return key;
  },
};

export const KEY_PARAMETER = {
  name: 'key',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
} as const;
