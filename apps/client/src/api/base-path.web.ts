/**
 * The path that the service lives below: like `/carol`, or empty. The bundler puts a placeholder here, and the service the path in its
 * place when it serves the script, so that one build does for any path.
 */
export const BASE_PATH: string = process.env.EXPO_BASE_URL ?? '';
