/** Module hooks of native-runner.js: TypeScript as in typescript-hooks.js, and `@jest/globals` by jest-globals.js. */
import * as typescript from './typescript-hooks.js';

const GLOBALS = new URL('./jest-globals.js', import.meta.url).href;

export async function resolve(specifier, context, next) {
  if (specifier === '@jest/globals') return { url: GLOBALS, shortCircuit: true };
  return typescript.resolve(specifier, context, next);
}

export const load = typescript.load;
