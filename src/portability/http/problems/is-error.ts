/** Whether something thrown is an error, whoever made it. */
import { isNativeError } from 'node:util/types';

/**
 * Both questions are needed: errors of Node itself come from another realm where code runs in a vm context,
 * and MulterError inherits from Error without ever having been made as one.
 */
export const isError = (thrown: unknown): thrown is Error => isNativeError(thrown) || thrown instanceof Error;
