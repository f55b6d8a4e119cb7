/** Every file of an archive has one place, whoever packed the tree; anything else is refused by name. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  createLayout,
  mediaPath,
  parseMediaPath,
  type ArchiveFile,
} from '../../src/portability/archive/paths.js';
import { PortabilityError } from '../../src/portability/errors.js';

const AREAS = ['profile', 'people', 'media'];
const ID = '6f0c2d3e-1111-4222-8333-0123456789ab';

function refusal(act: () => unknown): PortabilityError {
  try {
    act();
  } catch (error) {
    if (error instanceof PortabilityError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

const TREE: readonly (readonly [string, ArchiveFile])[] = [
  ['manifest.yaml', { kind: 'manifest', path: 'manifest.yaml' }],
  ['README.md', { kind: 'readme', path: 'README.md' }],
  ['SHA256SUMS', { kind: 'sums', path: 'SHA256SUMS' }],
  ['people.yaml', { kind: 'area', path: 'people.yaml', area: 'people' }],
  ['media.yaml', { kind: 'area', path: 'media.yaml', area: 'media' }],
  ['schema/people.schema.json', { kind: 'schema', path: 'schema/people.schema.json' }],
  ['schema/manifest.schema.json', { kind: 'schema', path: 'schema/manifest.schema.json' }],
  [`media/${ID}.jpg`, { kind: 'media', path: `media/${ID}.jpg`, uuid: ID, ext: 'jpg' }],
];

describe('a layout', () => {
  it('knows the files of an export, in any order, in any one folder', () => {
    const folder = fc.constantFrom(
      '',
      './',
      'carol-export-2026-11-23/',
      './my export/',
      'media/',
      'schema/',
      'Grüße/',
    );
    fc.assert(
      fc.property(fc.shuffledSubarray([...TREE], { minLength: 1 }), folder, (files, wrapper) => {
        const layout = createLayout(AREAS);
        for (const [name, file] of files) expect(layout.classify(wrapper + name)).toEqual(file);
      }),
    );
  });

  it('reads a media UUID and its extension in any letter case', () => {
    expect(createLayout(AREAS).classify(`media/${ID.toUpperCase()}.JPG`)).toEqual(TREE.at(-1)![1]);
  });

  it('takes the folders of folders for wrapping ones, as many as there are', () => {
    const layout = createLayout(AREAS);
    expect(layout.classify(`a/b/c/media/${ID}.jpg`).path).toBe(`media/${ID}.jpg`);
    expect(layout.classify('a/b/c/manifest.yaml').kind).toBe('manifest');
    for (const outside of ['a/b/people.yaml', 'people.yaml', 'a/b/c/d/people.yaml', 'a/c/people.yaml']) {
      expect(refusal(() => layout.classify(outside)).slug).toBe('archive-unexpected-file');
    }
  });

  it('does not take the folder of what a system made for the wrapping one', () => {
    const layout = createLayout(AREAS);
    layout.classify('__MACOSX/._export');
    layout.classify('other/.DS_Store');
    expect(layout.classify('export/manifest.yaml').kind).toBe('manifest');
    expect(layout.classify('export/people.yaml').kind).toBe('area');
  });

  it.each([
    'notes.txt',
    'pets.yaml',
    'Manifest.yaml',
    'readme.md',
    'people.yml',
    'media/photo.jpg',
    `media/${ID}`,
    `media/${ID}.`,
    `media/${ID}.tar.gz`,
    `media/sub/${ID}.jpg`,
    'schema/pets.schema.json',
    'schema/people.json',
    'a/b/notes.txt',
    'media',
    'toString',
    '__proto__',
    'constructor.yaml',
  ])('refuses %s and names it', (name) => {
    for (const before of [[], ['manifest.yaml']]) {
      const layout = createLayout(AREAS);
      before.forEach((known) => layout.classify(known));
      const refused = refusal(() => layout.classify(name));
      expect(refused).toMatchObject({
        slug: 'archive-unexpected-file',
        extensions: {
          errors: [
            { code: 'unexpected-file', entry: name, detail: expect.stringMatching(/^This file .*Remove/) },
          ],
        },
      });
      expect(refused.detail).toContain(name);
    }
  });

  it.each([
    ['manifest.yaml', 'export/people.yaml'],
    ['export/manifest.yaml', 'people.yaml'],
    ['export/manifest.yaml', 'other/people.yaml'],
    ['export/manifest.yaml', 'Export/people.yaml'],
    ['export/manifest.yaml', 'export/export/people.yaml'],
  ])('refuses files of two folders: %s and %s', (first, second) => {
    const layout = createLayout(AREAS);
    layout.classify(first);
    expect(refusal(() => layout.classify(second)).slug).toBe('archive-unexpected-file');
  });

  it.each([
    ['path-traversal', '../manifest.yaml'],
    ['path-traversal', 'a/../manifest.yaml'],
    ['path-traversal', '..'],
    ['path-traversal', 'a\\..\\b'],
    ['absolute-path', '/manifest.yaml'],
    ['absolute-path', 'C:\\manifest.yaml'],
    ['absolute-path', 'c:manifest.yaml'],
    ['absolute-path', '\\\\host\\share'],
    ['bad-name', ''],
    ['bad-name', './'],
    ['bad-name', '.'],
    ['bad-name', 'media//x'],
    ['bad-name', 'media/./x'],
    ['bad-name', 'media/'],
    ['bad-name', 'a\\b'],
    ['bad-name', 'a\0b'],
    ['bad-name', 'a\u0085b'],
    ['bad-name', 'a\u2028b'],
    ['bad-name', 'a\u202eb'],
    ['bad-name', '\ud800'],
    ['bad-name', 'n'.repeat(256)],
    ['bad-name', 'é'.repeat(128)],
    ['bad-name', 'nnn/'.repeat(300) + 'n'],
  ])('refuses as %s the name %j', (code, name) => {
    const refused = refusal(() => createLayout(AREAS).classify(name));
    expect(refused).toMatchObject({ slug: 'archive-unsafe', extensions: { errors: [{ code }] } });
  });

  it('never shows a sign that cannot be seen, nor a name without end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        let refused: PortabilityError;
        try {
          refused = refusal(() => createLayout(AREAS).classify(name));
        } catch {
          return; // Junk and, once in a blue moon, a real name.
        }
        expect(refused.detail).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(refused.detail.length).toBeLessThan(2_500);
      }),
    );
  });
});

describe('a media path', () => {
  it.each([
    ['photo.JPG', 'image/png', 'jpg'],
    ['archive.tar.gz', '', 'gz'],
    ['photo', 'image/jpeg', 'jpg'],
    ['photo', 'Text/Plain; charset=utf-8', 'txt'],
    ['photo.', 'image/png', 'png'],
    ['.hidden', 'image/png', 'png'],
    ['photo.j-g', 'image/png', 'png'],
    ['photo.jpegjpegjpeg', 'image/webp', 'webp'],
    ['photo.jpg/../../x', 'application/octet-stream', 'bin'],
    ['photo', 'constructor', 'bin'],
    ['', '', 'bin'],
  ])('of %j, %j ends in .%s', (fileName, contentType, ext) => {
    expect(mediaPath(ID.toUpperCase(), fileName, contentType)).toBe(`media/${ID}.${ext}`);
  });

  it('is always one that the layout and the parser know', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string(), fc.string(), (uuid, fileName, contentType) => {
        const path = mediaPath(uuid, fileName, contentType);
        expect(createLayout(AREAS).classify(path)).toMatchObject({ kind: 'media', path, uuid });
        expect(parseMediaPath(path)?.uuid).toBe(uuid);
      }),
    );
  });

  it.each([
    '',
    'x',
    `media/${ID}`,
    `/media/${ID}.jpg`,
    `media/${ID}.jpg\n`,
    `media/../${ID}.jpg`,
    `x/media/${ID}.jpg`,
  ])('is not read from %j', (text) => {
    expect(parseMediaPath(text)).toBeUndefined();
  });

  it('needs a UUID', () => {
    expect(() => mediaPath('../x', 'a.jpg', 'image/jpeg')).toThrow(TypeError);
  });
});
