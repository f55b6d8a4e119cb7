/** The law that the golden archive, whatever a person did to it, means exactly what it did: a Replace writes nothing. */
import { expect } from '@jest/globals';
import { fingerprint } from './seeded.js';
import type { TestService, TestUser } from './service.js';

/** @param before the `fingerprint` of the service since the user imported the golden archive */
export async function expectReplaceChangesNothing(
  service: TestService,
  user: TestUser,
  archive: Buffer,
  before: string,
): Promise<void> {
  const { status, body } = await service.import(user, archive, 'replace');
  expect({ status, errors: body.errors, warnings: body.warnings }).toEqual({ status: 200, warnings: [] });
  for (const [kind, effects] of Object.entries(body.effects)) {
    const rows = body.archive.counts[kind];
    expect([kind, effects]).toEqual([
      kind,
      { create: 0, update: 0, unchanged: rows, delete: 0, keep: 0, skip: 0 },
    ]);
  }
  expect(body.archive.counts['people']).toBe(4);
  expect(await fingerprint(service)).toBe(before);
}
