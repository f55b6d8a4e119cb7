/** Answers of the service, as the contract has them. */
import type {
  ArchiveDescription,
  EffectCounts,
  ImportMode,
  ImportResult,
  Issue,
  KindEffects,
  ValidPreview,
} from '../../src/api/types';
import { KINDS } from '../../src/your-data/kinds';
import { IMPORT_MODES } from '../../src/your-data/modes';
import type { PickedFile } from '../../src/your-data/transfer/transfer';

export const FILE: PickedFile = {
  name: 'carol-export-2026-11-20.tar.gz',
  size: 3_400_000,
  uri: 'file:///cache/a',
};
export const SHA256 = 'ab'.repeat(32);

export function effectsOf(some: Readonly<Record<string, Partial<EffectCounts>>>): KindEffects {
  const none = { create: 0, update: 0, unchanged: 0, delete: 0, keep: 0, skip: 0 };
  return Object.fromEntries(KINDS.map((kind) => [kind, { ...none, ...some[kind] }]));
}

/** The same in every mode. */
export const inEveryMode = <T>(value: T): Readonly<Record<ImportMode, T>> =>
  Object.fromEntries(IMPORT_MODES.map((mode) => [mode, value])) as Record<ImportMode, T>;

export const ARCHIVE: ArchiveDescription = {
  formatVersion: 1,
  exportedAt: '2026-11-20T18:04:11.123456Z',
  appVersion: '1.0.0',
  sha256: SHA256,
  areas: ['profile', 'jobs', 'people', 'notes', 'media'],
  counts: { jobs: 3, people: 12, media: 4, personContacts: 20 },
  media: { files: 4, bytes: 1_834_221 },
};

export const PREVIEW: ValidPreview = {
  archive: ARCHIVE,
  valid: true,
  errors: [],
  errorCount: 0,
  warnings: [],
  warningCount: 0,
  plan: inEveryMode('cd'.repeat(32)),
  effects: {
    ...inEveryMode(effectsOf({})),
    replace: effectsOf({ people: { create: 1, unchanged: 11, delete: 2 }, notes: { delete: 1 } }),
    merge: effectsOf({ people: { create: 1, unchanged: 11, keep: 2 }, notes: { keep: 1 } }),
    fill: effectsOf({ people: { create: 1, unchanged: 10, skip: 1, keep: 3 }, notes: { keep: 1 } }),
    copies: effectsOf({ people: { create: 12, keep: 13 }, profile: { skip: 1, keep: 1 } }),
  },
};

export const ISSUE: Issue = {
  file: 'people.yaml',
  pointer: '#/6f0c/birthday',
  line: 12,
  column: 15,
  code: 'date',
  detail: 'This is no date: write YYYY-MM-DD.',
};

export const RESULT: ImportResult = {
  mode: 'replace',
  archive: ARCHIVE,
  effects: effectsOf({ people: { create: 1, unchanged: 11, delete: 2 }, notes: { delete: 1 } }),
  warnings: [],
  media: { stored: 1, reused: 3, removed: 0, bytes: 1_834_221 },
  durationMs: 1234,
};

export function problemBody(slug: string, status: number, more: object = {}): string {
  return JSON.stringify({ type: `/problems/${slug}`, title: slug, status, ...more });
}
