/** What the harness knows of the driver's client, some of it none of its public members, and of what it is sent. */
export type Query = (this: Client, config: unknown, ...rest: unknown[]) => unknown;
export type Connect = (this: Client, ...rest: unknown[]) => unknown;

/** What is used of a client, some of it none of its public members. */
export interface Client {
  query: Query;
  end: (...rest: unknown[]) => unknown;
  _ending: boolean;
  _queryable: boolean;
  readonly connectionParameters: { readonly query_timeout?: unknown };
  readonly connection: { readonly stream: { readonly destroyed: boolean; destroy(error: Error): void } };
}

export interface Pool {
  readonly _clients: readonly Client[];
}

export interface Copy {
  text: string;
  handleError: (error: Error, ...rest: unknown[]) => unknown;
}

/** The server refuses it, and its transaction with it; in what it says only the SQLSTATE is not its own. */
export function refuseCopy(copy: Copy, code: string): void {
  const { handleError } = copy;
  copy.text = 'COPY nowhere FROM STDIN';
  copy.handleError = (error, ...rest) => handleError.call(copy, Object.assign(error, { code }), ...rest);
}

export const reset = (): Error =>
  Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });

export const textOf = (config: unknown): string =>
  typeof config === 'string' ? config : String((config as { text?: unknown }).text ?? '');

export const verbOf = (text: string): string => /[A-Za-z]+/.exec(text)?.[0].toUpperCase() ?? 'EMPTY';
