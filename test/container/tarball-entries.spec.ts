/** An entry or a header that an export never holds is refused, with its name and what is wrong with it. */
import { describe, expect, it } from '@jest/globals';
import { toProblem } from '../support/read-container.js';
import {
  formsOfName,
  gnuLongName,
  paxHeader,
  paxRecord,
  tarball,
  tarEntry,
  tarHeader,
} from '../support/tar-builder.js';

const plain = tarEntry({ name: 'after.txt' }, 'after');

describe('an entry', () => {
  it.each([
    ['link-entry', 'a hard link', tarHeader({ name: 'l', type: '1', linkName: 'after.txt' })],
    ['link-entry', 'a symbolic link', tarHeader({ name: 'l', type: '2', linkName: '/etc/passwd' })],
    ['special-entry', 'a character device', tarHeader({ name: 'l', type: '3' })],
    ['special-entry', 'a block device', tarHeader({ name: 'l', type: '4' })],
    ['special-entry', 'a FIFO', tarHeader({ name: 'l', type: '6' })],
    ['unsupported-entry-type', 'a sparse file', tarHeader({ name: 'l', type: 'S', magic: 'gnu' })],
    ['unsupported-entry-type', 'a multi-volume part', tarHeader({ name: 'l', type: 'M', magic: 'gnu' })],
    ['unsupported-entry-type', 'a volume label', tarHeader({ name: 'l', type: 'V', magic: 'gnu' })],
    ['unsupported-entry-type', 'an old long name', tarEntry({ name: 'l', type: 'N', magic: 'gnu' }, 'x')],
    ['unsupported-entry-type', 'of an unknown type', tarHeader({ name: 'l', type: '~' })],
    ['unsupported-entry-type', 'of a type that is no letter', tarHeader({ name: 'l', type: '\xff' })],
    [
      'unsupported-entry-type',
      'sparse by PAX',
      Buffer.concat([paxHeader({ 'GNU.sparse.realsize': '1' }), tarHeader({ name: 'l' })]),
    ],
  ])('is refused as %s when it is %s', async (code, _, bytes) => {
    expect(await toProblem(tarball(bytes, plain))).toMatchObject({
      slug: 'archive-unsafe',
      extensions: { errors: [{ code, entry: 'l' }] },
    });
  });

  it.each([
    ['path-traversal', '../x'],
    ['path-traversal', 'a/../../x'],
    ['path-traversal', 'a/..'],
    ['path-traversal', './../x'],
    ['path-traversal', '..\\x'],
    ['absolute-path', '/etc/passwd'],
    ['absolute-path', './/etc/passwd'],
    ['absolute-path', 'C:/x'],
    ['absolute-path', 'c:x'],
    ['absolute-path', '\\\\server\\x'],
    ['bad-name', 'a\\b'],
    ['bad-name', 'a//b'],
    ['bad-name', 'a/./b'],
    ['bad-name', 'a\nb'],
    ['bad-name', 'a\x7fb'],
    ['bad-name', 'a\u202egpj.exe'],
  ])('is refused as %s when it is called %j, in every form of a name', async (code, name) => {
    for (const form of formsOfName(name)) {
      const refusal = await toProblem(tarball(...form, plain));
      expect(refusal).toMatchObject({ slug: 'archive-unsafe', extensions: { errors: [{ code }] } });
      expect(JSON.stringify([refusal.detail, refusal.extensions])).not.toMatch(/[\u202e\x7f]|\\n/);
    }
  });

  it.each([
    ['has no name', tarHeader({ name: '' })],
    ['has a name of a prefix alone', tarHeader({ name: '', prefix: 'a' })],
    ['has a name that is not UTF-8', tarHeader({ name: Buffer.from([0x61, 0xff]) })],
    ['has half of a sign', tarHeader({ name: Buffer.from([0x61, 0xc3]) })],
    ['has a surrogate in UTF-8', tarHeader({ name: Buffer.from([0xed, 0xa0, 0x80]) })],
    ['has a part that is too long', Buffer.concat([gnuLongName('n'.repeat(256)), tarHeader()])],
    ['has a path that is too long', Buffer.concat([gnuLongName('nnn/'.repeat(257)), tarHeader()])],
  ])('is refused when it %s', async (_, bytes) => {
    const code = _ === 'has a name of a prefix alone' ? undefined : 'bad-name';
    const refusal = await toProblem(tarball(bytes, tarHeader({ name: 'a', type: '0' }), plain));
    expect(refusal.slug).toBe('archive-unsafe');
    if (code) expect(refusal.extensions).toMatchObject({ errors: [{ code }] });
  });

  it.each([
    ['spelled alike', 'a.txt', 'a.txt'],
    ['with a leading dot', 'a.txt', './a.txt'],
    ['in other letter case', 'media/a.JPG', 'Media/a.jpg'],
    ['in another normalisation', 'caf\u00e9', 'cafe\u0301'],
    ['with a sharp s', 'straße', 'STRASSE'],
    ['with a long s', 'ſ', 's'],
  ])('is refused when it comes twice, %s', async (_, one, other) => {
    expect(await toProblem(tarball(tarEntry({ name: one }), tarEntry({ name: other })))).toMatchObject({
      slug: 'archive-unsafe',
      extensions: { errors: [{ code: 'duplicate-entry', entry: other }] },
    });
  });

  it('is refused when it has the name of a folder', async () => {
    const folder = tarHeader({ name: 'a/', type: '5' });
    for (const parts of [
      [folder, tarHeader({ name: 'a' })],
      [tarHeader({ name: 'a' }), folder],
    ]) {
      expect(await toProblem(tarball(...parts))).toMatchObject({
        extensions: { errors: [{ code: 'duplicate-entry' }] },
      });
    }
  });
});

describe('an extended header', () => {
  const x = (body: Buffer | string): Buffer => tarEntry({ name: 'PaxHeader', type: 'x' }, body);

  it.each([
    ['is empty', x('')],
    ['is global and empty', tarEntry({ type: 'g' }, '')],
    ['is an empty GNU name', tarEntry({ type: 'L', magic: 'gnu' }, '')],
    ['is a GNU name of NULs', tarEntry({ type: 'L', magic: 'gnu' }, '\0\0')],
    ['is a GNU name with more behind its NUL', tarEntry({ type: 'L', magic: 'gnu' }, 'a\0b')],
    ['is a GNU name that is not UTF-8', tarEntry({ type: 'L', magic: 'gnu' }, Buffer.from([0xff, 0]))],
    ['has no record', x('x')],
    ['has a record that is too long', x('99 path=a\n')],
    ['has a record that is too short', x('5 path=a\n')],
    ['has a record of length 0', x('0 path=a\n')],
    ['has a negative length', x('-10 path=a\n')],
    ['has a length in other digits', x('0x0a path=a\n')],
    ['has a length with a leading zero', x('011 path=ab\n')],
    ['has a record without a newline', x('9 path=a ')],
    ['has a record without an equals sign', x('8 patha\n')],
    ['has a record without a key', x('5 =a\n')],
    ['has zeros behind its records', x(Buffer.concat([paxRecord('path', 'a'), Buffer.alloc(5)]))],
    ['names the path twice', x(Buffer.concat([paxRecord('path', 'a'), paxRecord('path', 'b')]))],
    ['deletes the path', x(paxRecord('path', ''))],
    ['has a NUL in the path', x(paxRecord('path', 'a\0b'))],
    ['has a path that is not UTF-8', x(paxRecord('path', Buffer.from([0xff])))],
    ['has a negative size', x(paxRecord('size', '-1'))],
    ['has a size that is no number', x(paxRecord('size', '1e3'))],
    ['has an absurd size', x(paxRecord('size', '9999999999999999'))],
    ['states another size than the header', x(paxRecord('size', '512'))],
    ['names the path of all entries', tarEntry({ type: 'g' }, paxRecord('path', 'a'))],
    ['states the size of all entries', tarEntry({ type: 'g' }, paxRecord('size', '5'))],
    ['comes twice', Buffer.concat([x(paxRecord('path', 'a')), x(paxRecord('path', 'b'))])],
    ['comes with a GNU name', Buffer.concat([gnuLongName('a'), x(paxRecord('path', 'b'))])],
  ])('is refused when it %s', async (_, bytes) => {
    expect(await toProblem(tarball(bytes, plain, tarEntry({ name: 'b' })))).toMatchObject({
      slug: 'archive-unsafe',
      extensions: { errors: [{ code: 'extended-header' }] },
    });
  });

  it('is refused when it names the target of a link', async () => {
    const link = tarHeader({ name: 'l', type: '2' });
    expect(await toProblem(tarball(gnuLongName('/etc/passwd', 'K'), link))).toMatchObject({
      extensions: { errors: [{ code: 'link-entry' }] },
    });
  });
});
