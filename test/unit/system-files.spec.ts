/** What systems drop into folders is left aside wherever it lies, and told of where it may hide what the archive lacks. */
import { describe, expect, it } from '@jest/globals';
import { safePath } from '../../src/portability/archive/safe-path.js';
import { hiddenBy, isSystemFile, SYSTEM_NAMES } from '../../src/portability/archive/system-files.js';
import { createLayout } from '../../src/portability/archive/paths.js';

const NAMES = [
  ...SYSTEM_NAMES.map(({ example }) => example),
  '._Icon\r', '.Trash-1000', '.DocumentRevisions-V100', 'Desktop.ini', 'ehthumbs.db', '.nfs0001',
]; // prettier-ignore

const NEARLY = [
  'DS_Store', 'Icon', 'icon.png', '_people.yaml', 'MACOSX', 'directory', 'eaDir', 'thumbs.yaml', '~people.yaml', '.nfs', '.nfs-notes',
  'nfs0001', '.fuse_hidden', 'people.yaml~$', 'lost', 'desktop.ini.yaml',
]; // prettier-ignore

describe('a file that a system made', () => {
  it('has a name of its own in the table', () => {
    for (const { example, name } of SYSTEM_NAMES) {
      expect(SYSTEM_NAMES.filter((other) => other.name.test(example))).toHaveLength(1);
      expect(example).toMatch(name);
    }
  });

  it.each(NAMES)('is left aside: %j, as a file and as a folder, wherever it lies', (name) => {
    const folders = ['', './', 'export/', 'a/b/media/'];
    for (const path of folders.map((folder) => `${folder}${name}`)) {
      expect(createLayout(['people']).classify(path).kind).toBe('ignored');
      if (!name.includes('\r')) expect(isSystemFile(`${path}/people.yaml`)).toBe(true);
    }
  });

  it.each(NEARLY)('is not meant by %j', (name) => {
    expect(isSystemFile(name)).toBe(false);
    expect(isSystemFile(`a/${name}/b`)).toBe(false);
  });

  it('may have the one name with a control character that the Finder gives', () => {
    expect(safePath('export/Icon\r')).toBe('export/Icon\r');
    for (const name of [
      'Icon\r/x',
      'Icon\n',
      'Icon\r\r',
      'icon\r',
      'xIcon\r',
      'Icon\r.yaml',
      'manifest.yaml\r',
    ]) {
      expect(() => safePath(name)).toThrow(/control characters/);
    }
  });
});

describe('a file that was left aside', () => {
  it.each<[string, readonly string[], string | undefined]>([
    ['x/~$people.yaml', ['people.yaml'], 'people.yaml'],
    ['.~lock.people.yaml#', ['jobs.yaml', 'people.yaml'], 'people.yaml'],
    ['@eaDir/people.yaml@SynoEAStream', ['people.yaml'], 'people.yaml'],
    ['.AppleDouble/people.yaml', ['people.yaml'], 'people.yaml'],
    ['__MACOSX/x/._people.yaml', ['people.yaml'], 'people.yaml'],
    ['.nfs0001', ['people.yaml'], 'people.yaml'],
    ['.fuse_hidden0001', ['people.yaml', 'jobs.yaml'], undefined],
  ])('hides data: %s, where there is no %j', (path, absent, stands) => {
    expect(hiddenBy(path, absent)).toMatchObject({ path, absent: stands });
  });

  it.each<[string, readonly string[]]>([
    ['~$people.yaml', []],
    ['~$people.yaml', ['jobs.yaml']],
    ['.nfs0001', []],
    ['.DS_Store', ['people.yaml']],
    ['desktop.ini', ['people.yaml']],
    ['people.yaml', ['people.yaml']],
  ])('hides nothing: %s, where there is no %j', (path, absent) => {
    expect(hiddenBy(path, absent)).toBeUndefined();
  });
});
