/** Each version of the format stays as it was released, and the documents say what changed: from data alone. */
import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  freezeDescription,
  changesOf,
  descriptionOf,
  formatVersions,
  readDescription,
} from '../../scripts/format-versions.js';
import { schemaChanges, type SchemaChanges } from '../../scripts/schema-changes.js';
import { CAROL_GRAPH, FORMAT } from '../../src/carol/graph.js';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { CAROL } from '../../src/carol/product.js';
import { defineKind, type Kind } from '../../src/portability/archive/define-kind.js';
import { optional, text, type Field } from '../../src/portability/archive/fields.js';
import { createFormat } from '../../src/portability/archive/format.js';
import { createGraph } from '../../src/portability/archive/graph.js';
import { liftChildren } from '../../src/portability/archive/upgrades/steps.js';
import { upgradesInOrder } from '../../src/portability/archive/upgrades/in-order.js';
import type { Upgrade } from '../../src/portability/archive/upgrades/upgrade.js';
import { readFiles } from '../support/archive-files.js';
import { GOLDEN_DIGESTS, goldenArchive } from '../support/golden.js';
import { sha256Of } from '../../src/portability/testing/media-files.js';
import { v0ToV1 } from '../support/version-zero.js';

const VERSIONS = Array.from(
  { length: FORMAT.version - FORMAT.oldest + 1 },
  (_, index) => FORMAT.oldest + index,
);
const NEW_VERSION = `Format ${FORMAT.version} is released: archives of it are in people's hands, and older versions of Carol write more. Take the change back, make it optional, or make a new version of the format (CONTRIBUTING, “Make a new version of the format”).`;

describe.each(VERSIONS)('Format version %i', (version) => {
  it('has the golden archive that was released', () => {
    const { archive, sha256 } = goldenArchive(version);
    expect(sha256Of(archive)).toBe(sha256);
  });

  it('is described by the schemas that were released', async () => {
    const files = await readFiles(goldenArchive(version).archive);
    const released = [...files].filter(([path]) => path.startsWith('schema/'));
    const frozen = await readDescription(version);
    expect({
      remedy: `docs/formats/${version} is frozen: put back what the golden archive holds under schema/`,
      frozen: Object.fromEntries(frozen ?? []),
    }).toEqual({
      remedy: expect.any(String),
      frozen: Object.fromEntries(released.map(([path, bytes]) => [basename(path), String(bytes)])),
    });
  });
});

it('There is no golden archive of a version that there is not', () => {
  expect(Object.keys(GOLDEN_DIGESTS).map(Number)).toEqual(VERSIONS);
});

it('What archives of the newest version may hold has only grown since it was released', async () => {
  const released = await readDescription(FORMAT.version);
  const { broken } = schemaChanges(released ?? new Map(), descriptionOf(CAROL_GRAPH));
  expect({ remedy: NEW_VERSION, broken }).toEqual({ remedy: NEW_VERSION, broken: [] });
});

it('What is frozen is never written over', async () => {
  const before = await readDescription(FORMAT.version);
  await freezeDescription(createGraph(CAROL_KINDS.slice(0, 1), FORMAT));
  expect(await readDescription(FORMAT.version)).toEqual(before);
});

describe('A change of what is declared', () => {
  const skills = (fields: Readonly<Record<string, Field | null>>): readonly Kind[] =>
    CAROL_KINDS.map((kind) => {
      if (kind.name !== 'skills') return kind;
      const { fields: before, ...others } = kind;
      const kept = before.filter(
        ({ key }) => !['createdAt', 'updatedAt'].includes(key) && fields[key] !== null,
      );
      const given = Object.entries(fields).filter((entry): entry is [string, Field] => entry[1] !== null);
      return defineKind({
        ...others,
        omitted: {},
        fields: {
          ...Object.fromEntries(kept.map((field) => [field.key, field])),
          ...Object.fromEntries(given),
        },
      });
    });
  const after = (kinds: readonly Kind[]): SchemaChanges =>
    schemaChanges(descriptionOf(CAROL_GRAPH), descriptionOf(createGraph(kinds, FORMAT)));
  const area = defineKind({
    name: 'awards',
    table: 'award',
    area: 'awards',
    description: 'An award.',
    noun: ['award', 'awards'],
    fields: { title: text('Its title.') },
    order: [],
  });
  const AT = '`skills.yaml`: `<uuid>/skills/<uuid>/';

  it('of none is none', () => {
    expect(after(CAROL_KINDS)).toEqual({ added: [], broken: [] });
  });

  it('that adds an area, or a key that may be left out, is an addition', () => {
    expect(after([...CAROL_KINDS, area])).toEqual({
      added: [
        '`manifest.yaml`: `areas/<item>` may be awards',
        '`manifest.yaml`: `outside/awards` is new, and may be left out',
        '`manifest.yaml`: `counts/awards` is new, and may be left out',
        '`awards.yaml` is new',
      ],
      broken: [],
    });
    expect(after(skills({ since: optional(text('When.')) }))).toEqual({
      added: [`${AT}since\` is new, and may be left out`],
      broken: [],
    });
  });

  it.each<readonly [string, Readonly<Record<string, Field | null>>, string]>([
    ['adds a key that must be there', { motto: text('A motto.') }, `${AT}motto\` must be there`],
    ['drops a key', { level: null }, `${AT}level\` is gone`],
    ['changes a type', { years: optional(text('How many.')) }, `${AT}years\` has another \`type\``],
    ['no longer takes null', { years: text('How many.') }, `${AT}years\` may not be null any more`],
  ])('that %s breaks archives', (_, fields, expected) => {
    expect(after(skills(fields)).broken).toContain(expected);
  });

  it('that drops an area breaks archives', () => {
    const without = [...descriptionOf(CAROL_GRAPH)].filter(([file]) => file !== 'jobs.schema.json');
    expect(schemaChanges(descriptionOf(CAROL_GRAPH), new Map(without)).broken).toEqual([
      '`jobs.yaml` is gone',
    ]);
  });
});

describe('The document', () => {
  it('says every change of an upgrade, in the order of its data', () => {
    expect(changesOf(v0ToV1)).toEqual([
      '`education.yaml` is new. An older archive does not hold it.',
      '`contacts.yaml` is called `people.yaml`.',
      '`hobbies.yaml` is not kept: Nobody kept them.',
      '`work.yaml` is split by its key `sort`: `jobs.yaml` (`job`), `projects.yaml` (`project`).',
      'The folder `files/` is called `media/`.',
      '`manifest.yaml`: `madeAt` is called `exportedAt`.',
      '`manifest.yaml`: `counts/persons` is called `people`.',
      '`contacts.yaml`: `story` is called `howWeMet`.',
      '`contacts.yaml`: `ways` is called `contacts`.',
      '`contacts.yaml`: `names` is split into `givenName`, `familyName`.',
      '`contacts.yaml`: `zodiac` is not kept: Nobody believed in it.',
      '`contacts.yaml`: what begins with `files/` in `photo` begins with `media/`.',
      '`contacts.yaml`: in `contacts/<uuid>/kind`, `mail` is written `email`.',
      '`work.yaml`: what stands under `skills` nests under `contributions/<uuid>/skills`, where `contributionId` says.',
      '`work.yaml`: what begins with `files/` in `cover` begins with `media/`.',
      '`profile.yaml`: what begins with `files/` in `avatar` begins with `media/`.',
      '`organizations.yaml`: what begins with `files/` in `logo` begins with `media/`.',
      '`notes.yaml`: what begins with `files/` in `attachments/<uuid>/media` begins with `media/`.',
    ]);
    expect(changesOf({ from: 1, entries: { a: [liftChildren(['b', 'c'], 'd', 'e')] } })).toEqual([
      '`a.yaml`: what nests under `b/<uuid>/c` stands under `d`, and names its former parent in `e`.',
    ]);
  });

  it('has a section for each version, the newest first', () => {
    const document = formatVersions(createFormat(CAROL, [v0ToV1]), { added: ['something'], broken: [] });
    expect(document.match(/^(?:## .*|Since .*|Taken .*)$/gm)).toEqual([
      '## Version 1',
      'Since version 0:',
      'Taken since it was released, too:',
      '## Version 0',
    ]);
    expect(formatVersions(createFormat(CAROL, []), { added: [], broken: [] })).not.toContain('Since version');
  });
});

it('The list of upgrades has one for each version: the compiler says so', () => {
  const first = { from: 1 } as const satisfies Upgrade;
  const second = { from: 2 } as const satisfies Upgrade;
  expect(upgradesInOrder([first, second])).toHaveLength(2);
  // @ts-expect-error: the second is missing
  upgradesInOrder([first, { from: 3 }]);
  // @ts-expect-error: the first is missing
  upgradesInOrder([second]);
  // @ts-expect-error: twice from the same version
  upgradesInOrder([first, first]);
});
