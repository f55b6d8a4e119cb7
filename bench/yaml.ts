/** Measures the YAML writer and both paths of the reader on made-up rows of people, as ratios to each other. */
import { CORE_SCHEMA, dump, load } from 'js-yaml';
import { Expansion } from '../src/portability/archive/yaml/anchors.js';
import { DEFAULT_YAML_LIMITS } from '../src/portability/archive/yaml/nodes.js';
import { Parser } from '../src/portability/archive/yaml/parser.js';
import { readEntries } from '../src/portability/archive/yaml/read.js';
import { YamlWriter } from '../src/portability/archive/yaml/write.js';

const ROWS = 40_000;
const ROUNDS = 5;
const DRAIN = 256 * 1024;
const PIECE = 256 * 1024;

const hex = (value: number, length: number): string =>
  value.toString(16).padStart(length, '0').slice(-length);
const uuid = (value: number): string =>
  `${hex(Math.imul(value, 0x9e3779b1) >>> 0, 8)}-${hex(value, 4)}-4000-8000-${hex(Math.imul(value, 0x85ebca6b) >>> 0, 12)}`;

interface Person {
  readonly id: string;
  readonly index: number;
  readonly lastName: string;
  readonly score: string;
  readonly photo: string | null;
  readonly bio: string;
  readonly contacts: readonly { readonly id: string; readonly type: string; readonly value: string }[];
}

const PEOPLE: readonly Person[] = Array.from({ length: ROWS }, (_, index) => ({
  id: uuid(index),
  index,
  lastName: `Lovelace ${index}`,
  score: String(index / 100),
  photo: index % 10 === 0 ? `media/${uuid(index + 1)}.jpg` : null,
  bio: index % 5 === 0 ? '# Notes\n\nMet at the fair: talked about engines, looms and cards.\n' : 'met once',
  contacts: [
    { id: uuid(index * 2 + 1_000_000), type: 'email', value: `ada.${index}@example.org` },
    { id: uuid(index * 2 + 1_000_001), type: 'phone', value: '+44 20 7946 0000' },
  ],
}));
const TAGS = ['friend', 'mathematics'];

function writePerson(writer: YamlWriter, person: Person): void {
  const { index } = person;
  writer.mapKey(0, person.id);
  writer.scalar(1, 'firstName', index % 7 === 0 ? 'Zoë' : 'Ada');
  writer.scalar(1, 'lastName', person.lastName);
  writer.scalar(1, 'company', "King's College");
  writer.scalar(1, 'birthday', '1815-12-10');
  writer.scalar(1, 'starred', index % 2 === 0);
  writer.number(1, 'score', person.score);
  writer.scalar(1, 'photo', person.photo);
  writer.scalar(1, 'bio', person.bio);
  writer.list(1, 'tags', TAGS);
  writer.json(1, 'extra', index % 4 === 0 ? '{"source": "import", "weights": [1.0, 2.50]}' : '{}');
  writer.scalar(1, 'createdAt', '2024-05-31T12:00:00.123456Z');
  writer.mapKey(1, 'contacts');
  for (const contact of person.contacts) {
    writer.mapKey(2, contact.id);
    writer.scalar(3, 'type', contact.type);
    writer.scalar(3, 'value', contact.value);
    writer.scalar(3, 'label', 'home');
  }
}

function writeAll(take: (text: string) => void): void {
  const writer = new YamlWriter();
  for (const person of PEOPLE) {
    writePerson(writer, person);
    if (writer.length >= DRAIN) take(writer.take());
  }
  take(writer.take());
}

function best(name: string, bytes: number, run: () => void): void {
  let milliseconds = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    milliseconds = Math.min(milliseconds, (user + system) / 1000);
  }
  console.log(`${name.padEnd(34)} ${(bytes / 1000 / milliseconds).toFixed(0).padStart(6)} MB/s`);
}

const fail = (): never => {
  throw new Error('the benchmark reads what was written');
};
const texts: string[] = [];
writeAll((text) => texts.push(text));
const text = texts.join('');
const bytes = Buffer.from(text);
const source = {
  *from(offset: number) {
    for (let at = offset; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
  },
};
const entry = text.slice(0, text.indexOf('\n', 1_000_000) + 1);
const part = entry.slice(0, entry.lastIndexOf('\n', entry.search(/\n[^ ]+\n(?:[ ].*\n)*$/)) + 1);
const value = load(part, { schema: CORE_SCHEMA }) as object;

console.log(`${(bytes.length / 1e6).toFixed(1)} MB, ${ROWS} rows`);
best('write and encode', bytes.length, () => writeAll((each) => void Buffer.from(each)));
best('js-yaml dump', part.length, () => void dump(value));
best('read, fast path', bytes.length, () => {
  for (const each of readEntries(source, { report: fail })) if (each.value.type !== 'map') fail();
});
best('read, js-yaml path', part.length, () => {
  for (const root of new Parser(new Expansion(DEFAULT_YAML_LIMITS), fail).document(part, 1))
    if (root.type !== 'map') fail();
});
best('js-yaml load', part.length, () => void load(part, { schema: CORE_SCHEMA }));
