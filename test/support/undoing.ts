/** Undoing imports over HTTP, for specs of it. */
import { expect } from '@jest/globals';
import { timelessFiles } from './archive-files.js';
import { assertDeclared } from './declared.js';
import type { ImportHistory, ImportResult } from '../../src/portability/index.js';
import { packGraph, sampleGraph } from './sample.js';
import { userWith } from './seeded.js';
import { blobsOf } from './sweep.js';
import type { Answer, ProblemBody, TestService, TestUser } from './service.js';

async function ask<Body>(
  service: TestService,
  user: TestUser,
  [method, path]: readonly [string, string],
  {
    headers = {},
    form,
  }: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly form?: FormData | URLSearchParams | Blob | undefined;
  } = {},
): Promise<Answer<Body & ProblemBody>> {
  const response = await fetch(service.url + path, {
    method,
    ...(form && { body: form }),
    headers: { authorization: `Bearer ${user.token}`, ...headers },
  });
  const text = await response.text();
  const body = (text === '' ? {} : JSON.parse(text)) as Body & ProblemBody;
  assertDeclared(method, path, body);
  return { status: response.status, headers: response.headers, body };
}

/** How `confirm` can be sent without a file: in a form, in whichever way that is written. */
export const CONFIRM_FORMS = {
  parts: (confirm: string) => {
    const form = new FormData();
    form.append('confirm', confirm);
    return form;
  },
  pairs: (confirm: string) => new URLSearchParams({ confirm }),
  json: (confirm: string) => new Blob([JSON.stringify({ confirm })], { type: 'application/json' }),
} as const;

export interface UndoOptions {
  readonly confirm?: string;
  /** Where `confirm` stands; in the query by default. */
  readonly form?: keyof typeof CONFIRM_FORMS | undefined;
  /** The key of the undoing itself. */
  readonly key?: string;
}

/** @param undoes the key of an import */
export const undo = (
  service: TestService,
  user: TestUser,
  undoes: string,
  { confirm, form, key }: UndoOptions = {},
): Promise<Answer<ImportResult & ProblemBody>> =>
  ask(
    service,
    user,
    ['POST', `/api/import/${undoes}/undo${confirm === undefined || form ? '' : `?confirm=${confirm}`}`],
    {
      ...(key !== undefined && { headers: { 'Idempotency-Key': key } }),
      ...(form && { form: CONFIRM_FORMS[form](confirm ?? '') }),
    },
  );

/** Imports copies. @param kept the part `undo` */
export function importWith(
  service: TestService,
  user: TestUser,
  archive: Buffer,
  kept: string,
): Promise<Answer<ImportResult & ProblemBody>> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ mode: 'copies', confirm: 'true', undo: kept }))
    form.append(name, value);
  form.append('file', new Blob([new Uint8Array(archive)]), 'archive.tar.gz');
  return ask(service, user, ['POST', '/api/import'], { form });
}

export const removeCopy = (service: TestService, user: TestUser, key: string): Promise<Answer<ProblemBody>> =>
  ask(service, user, ['DELETE', `/api/import/${key}/copy`]);

export const historyOf = async (service: TestService, user: TestUser): Promise<ImportHistory['imports']> =>
  (await ask<ImportHistory>(service, user, ['GET', '/api/import/history'])).body.imports;

/** The key by which the result of an import says that it can be undone. */
export const keyOf = ({ body }: Answer<ImportResult & ProblemBody>): string => {
  if (!body.undo) throw new Error(`Nothing is kept: ${JSON.stringify(body)}`);
  return body.undo.key;
};

/** A spec's service, with what it takes to look at an account. */
export function accountsOf(service: () => TestService) {
  const sql = <Row = unknown>(text: string, parameters: readonly unknown[] = []): Promise<Row[]> =>
    service().instance.dataSource.query<Row[]>(text, [...parameters]);
  const keys = async (text: string, user: TestUser): Promise<readonly string[]> =>
    (await sql<{ key: string }>(text, [user.id])).map(({ key }) => key);
  const contentOf = async (user: TestUser): Promise<Map<string, string>> =>
    timelessFiles(await service().export(user));
  const copiesOf = (user: TestUser): Promise<readonly string[]> =>
    keys('SELECT blob_key AS key FROM import_copy WHERE user_id = $1', user);
  const mediaOf = (user: TestUser): Promise<readonly string[]> =>
    keys('SELECT DISTINCT blob_key AS key FROM media WHERE user_id = $1', user);
  return {
    sql,
    contentOf,
    copiesOf,
    mediaOf,
    /** What lies in the store for the user is what rows and copies refer to. */
    async expectTidy(user: TestUser): Promise<void> {
      const expected = [...(await mediaOf(user)), ...(await copiesOf(user))];
      expect([...(await blobsOf(service(), user))].sort()).toEqual(expected.sort());
    },
    /** A user with rows, what they were, and the key of an import that added others to them. */
    async imported(): Promise<{
      readonly user: TestUser;
      readonly key: string;
      readonly before: Map<string, string>;
    }> {
      const user = await userWith(service(), sampleGraph());
      const before = await contentOf(user);
      const key = keyOf(await service().import(user, await packGraph(sampleGraph()), 'copies'));
      return { user, key, before };
    },
  };
}
