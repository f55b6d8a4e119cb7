/** The path that the service lives below, where the page that runs is the service's own: on a phone there is none. */
export const BASE_PATH: string = '';
