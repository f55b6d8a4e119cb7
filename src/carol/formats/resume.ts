/** A career as JSON Resume (https://jsonresume.org/schema, 1.0): the format's names for what Carol's rows say. */
import { webAddress } from './web-address.js';
import { writeObjects, type JsonPiece } from './write-json.js';

const SCHEMA = 'https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json';

/** The sections that are written; each is a list but the first. */
export const RESUME_SECTIONS = ['basics', 'work', 'education', 'skills', 'projects'] as const;

export type ResumeSections = Readonly<Record<(typeof RESUME_SECTIONS)[number], AsyncIterable<JsonPiece>>>;

/** @param sections the pieces of each; of one without any nothing is written */
export async function* writeResume(sections: ResumeSections): AsyncGenerator<string> {
  yield `{"$schema":${JSON.stringify(SCHEMA)}`;
  for (const name of RESUME_SECTIONS) {
    const isList = name !== 'basics';
    let isOpen = false;
    for await (const text of writeObjects(sections[name])) {
      yield isOpen ? text : `,\n"${name}":${isList ? '[\n' : ''}${text}`;
      isOpen = true;
    }
    if (isOpen && isList) yield ']';
  }
  yield `,\n"meta":{"canonical":${JSON.stringify(SCHEMA)},"version":"v1.0.0"}}\n`;
}

/**
 * A partial date as JSON Resume has it: with a year, from 1000 to 2999; nothing of others.
 * @example resumeDate('2019-05') // '2019-05'
 */
export const resumeDate = (partial: string | null): string | undefined =>
  partial !== null && /^[12]\d{3}(-\d{2}){0,2}$/.test(partial) ? partial : undefined;

/**
 * An address for mail as its schema takes it; nothing of others.
 * @example resumeEmail('Ada <ada@example.org>') // undefined
 */
export const resumeEmail = (text: string | null): string | undefined =>
  text !== null && text.length < 255 && EMAIL.test(text) ? text : undefined;

const EMAIL =
  /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i;

/**
 * An account with a network: an address where it is one, else a name.
 * @example resumeProfile('Mastodon', 'https://example.social/@ada')
 */
export function resumeProfile(label: string | null, value: string): Record<string, unknown> {
  const url = webAddress(value);
  return url === undefined
    ? { network: label ?? undefined, username: value }
    : { network: label ?? new URL(url).hostname, url };
}
