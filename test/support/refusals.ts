/** Sends an archive that must be refused, to preview and to every mode, and checks all that a refusal promises. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { PortabilityError, PROBLEMS, type ProblemSlug } from '../../src/portability/index.js';
import { IMPORT_MODES, type ImportMode } from '../../src/portability/kinds.js';
import { patience } from './patience.js';
import { sampleGraph } from './sample.js';
import { fingerprint, userWith } from './seeded.js';
import type { Answer, ProblemBody, TestService, TestUser } from './service.js';

export interface Expected {
  readonly slug: ProblemSlug;
  /** The codes of the errors in any order, each as often as it comes; not looked at when left out. */
  readonly codes?: readonly string[];
  /** Values that must show up nowhere in answers and log. */
  readonly canaries?: readonly string[];
  /** Whether the preview reports it instead of refusing; as the slug says, unless said otherwise. */
  readonly reported?: boolean;
  /** Who imports; someone with data of their own, unless said otherwise. */
  readonly user?: TestUser;
  /** The modes that refuse; all, unless said otherwise. Preview is asked only where all do. */
  readonly modes?: readonly ImportMode[];
}

export type Errors = NonNullable<ProblemBody['errors']>;

/** The phases after which a preview can report what is wrong instead of refusing. */
const REPORTED: ReadonlySet<ProblemSlug> = new Set([
  'yaml-invalid',
  'validation-failed',
  'reference-broken',
  'row-refused',
  'media-invalid',
]);

const SLOWEST_MS = 10_000;
const SLOWEST_PROBE_MS = 1_000;
const MOST_MEMORY = 300 * 1024 * 1024;
const INTERNALS =
  /\bSELECT\b|\bINSERT INTO\b|\bCOPY\b|pg_temp|stage_|node_modules|\n\s+at |\.js:\d+|\.ts:\d+/;

const witnesses = new WeakMap<TestService, Promise<TestUser>>();

/** Someone with rows of every kind, who refused archives are sent as. */
export function witness(service: TestService): Promise<TestUser> {
  let user = witnesses.get(service);
  if (!user) witnesses.set(service, (user = userWith(service, sampleGraph())));
  return user;
}

/** @returns the errors of the refusal, which are the same in the preview and in every mode */
export async function expectRefused(
  service: TestService,
  archive: Buffer,
  { slug, codes, canaries = [], reported = REPORTED.has(slug), user, modes = IMPORT_MODES }: Expected,
): Promise<Errors> {
  const importer = user ?? (await witness(service));
  const before = await fingerprint(service);
  const logged = service.log.length;
  const answers: Answer<ProblemBody>[] = [];

  await watched(service, async () => {
    if (modes.length === IMPORT_MODES.length) {
      const preview = await timed(service.preview(importer, archive));
      if (reported) {
        expect(preview).toMatchObject({ status: 200, body: { valid: false, effects: null } });
        answers.push({ ...preview, body: { ...preview.body, archive: undefined } });
      } else answers.push(expectProblem(preview, slug));
    }
    for (const mode of modes)
      answers.push(expectProblem(await timed(service.import(importer, archive, mode)), slug));
  });

  const [first] = answers;
  for (const { body } of answers) {
    expect({ errors: body.errors, errorCount: body.errorCount }).toEqual({
      errors: first?.body.errors,
      errorCount: first?.body.errorCount,
    });
    for (const error of body.errors ?? []) expectActionable(error, reported);
  }
  const errors = first?.body.errors ?? [];
  if (codes) expect(errors.map(({ code }) => code).sort()).toEqual([...codes].sort());

  expectSilent(answers.map(({ body }) => JSON.stringify(body, withoutQuotes)).join('\n'), service, canaries);
  const log = service.log.slice(logged);
  expectSilent(log.join(''), service, canaries);
  expect(log.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);
  expect(await fingerprint(service)).toBe(before);
  expect(await readdir(join(service.dataDir, 'tmp')).catch(() => [])).toEqual([]);
  return errors;
}

/** What an entry is called and the value that is wrong are all that is told of what an archive holds: to whoever sent it, and to no log. */
const withoutQuotes = (key: string, value: unknown): unknown =>
  key === 'label' || key === 'value' ? undefined : value;

function expectProblem(answer: Answer<ProblemBody>, slug: ProblemSlug): Answer<ProblemBody> {
  const { status, title } = PROBLEMS[slug];
  expect({ type: answer.body.type, status: answer.status }).toEqual({ type: `/problems/${slug}`, status });
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.body).toMatchObject({ title, status, instance: expect.stringMatching(/^urn:uuid:/) });
  expect(answer.body.detail).toMatch(/^\S.{9,}[.)]$/s);
  return answer;
}

/** At most 80 characters, with what nobody could see escaped. */
const QUOTED = /^[^\p{Cc}]{0,500}$/su;

/** A place, a code, and words that a person can act on. */
function expectActionable(error: Errors[number], placed: boolean): void {
  if (!placed) return;
  expect(error).toEqual({
    file: expect.stringMatching(/^[\w./-]+$/),
    pointer: expect.stringMatching(/^#/),
    line: expect.any(Number),
    column: expect.any(Number),
    code: expect.stringMatching(/^[a-z][a-z0-9-]*$/),
    detail: expect.stringMatching(/^\S.{19,}\.$/s),
    ...('label' in error && { label: expect.stringMatching(/^\S.{0,199}$/s) }),
    ...('value' in error && { value: expect.stringMatching(QUOTED) }),
    ...('expected' in error && { expected: expect.objectContaining({ type: expect.any(String) }) }),
  });
  expect(Math.min(error.line ?? 0, error.column ?? 0)).toBeGreaterThanOrEqual(1);
}

function expectSilent(told: string, service: TestService, canaries: readonly string[]): void {
  for (const canary of canaries) expect(told.toLowerCase()).not.toContain(canary.toLowerCase());
  for (const secret of [service.dataDir, process.cwd()]) expect(told).not.toContain(secret);
  expect(told).not.toMatch(INTERNALS);
}

async function timed<Result>(answer: Promise<Result>): Promise<Result> {
  const started = performance.now();
  const result = await answer;
  expect(performance.now() - started).toBeLessThan(SLOWEST_MS * patience());
  return result;
}

/** Does the work while asking again and again whether the process is alive, and looking at its memory. */
export async function watched(service: TestService, work: () => Promise<void>): Promise<void> {
  const memory = process.memoryUsage.rss();
  let peak = memory;
  let slowest = 0;
  let done = false;
  const probing = (async () => {
    while (!done) {
      const started = performance.now();
      const response = await fetch(`${service.url}/health/live`);
      expect(response.status).toBe(200);
      await response.arrayBuffer();
      slowest = Math.max(slowest, performance.now() - started);
      peak = Math.max(peak, process.memoryUsage.rss());
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  })();
  try {
    await work();
  } finally {
    done = true;
    await probing;
  }
  expect(slowest).toBeLessThan(SLOWEST_PROBE_MS * patience());
  expect(peak - memory).toBeLessThan(MOST_MEMORY);
}

/** As `watched`, without a look at the memory: this process is the one that makes the archive, too. */
export async function watchedLoosely(service: TestService, work: () => Promise<void>): Promise<void> {
  let alive = 0;
  const timer = setInterval(() => {
    void fetch(`${service.url}/health/live`, { signal: AbortSignal.timeout(1_000) }).then(() => alive++);
  }, 250);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  expect(alive).toBeGreaterThan(0);
}

/** The slug of the problem that some work is refused with. @throws what else it fails with */
export const slugOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => new Error('It was not refused.'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof PortabilityError)) throw error;
  return error.slug;
};
